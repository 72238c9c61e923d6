"""One module for each kind of probe."""
