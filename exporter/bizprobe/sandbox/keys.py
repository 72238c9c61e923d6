"""The keys to the sandbox's APIs: each in a file that only its owner may read."""

import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

FOLDER = "secrets"


def keep(directory: Path, names: Iterable[str]) -> Mapping[str, str]:
    """The key of each name, from `directory/secrets/NAME`; makes those that are not there yet."""
    folder = directory / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: _key(folder / name) for name in names}


def _key(file: Path) -> str:
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(24) + "\n")
    return file.read_text().strip()
