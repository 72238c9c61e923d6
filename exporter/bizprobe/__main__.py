"""`python -m bizprobe`."""

from bizprobe.cli import main

if __name__ == "__main__":
    main()
