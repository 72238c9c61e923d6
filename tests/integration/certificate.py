"""A certificate for 127.0.0.1 that nobody vouches for."""

import shlex
import subprocess
from pathlib import Path


def self_signed(file: Path) -> None:
    """Writes key and certificate into one file."""
    command = shlex.split("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost")
    alternative = ["-addext", "subjectAltName=IP:127.0.0.1"]
    key, certificate = file.with_suffix(".key"), file.with_suffix(".crt")
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *alternative, *files], check=True, capture_output=True, timeout=60)
    file.write_text(key.read_text() + certificate.read_text())
