"""Wildberries' token: a JWT that says itself when it ends. Kept in a file that only its owner may read."""

import os
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.places import WILDBERRIES
from bizprobe.sandbox.world import World

FILE = "wildberries-token"
_LIVES, _DIES = timedelta(days=180), timedelta(days=1)


def token(key: str, expires_at: datetime) -> str:
    """A token that the face takes: its signature is the key."""
    parts = ({"alg": "ES256", "typ": "JWT"}, {"exp": int(expires_at.timestamp()), "s": 1 << 30, "t": False})
    return ".".join([*(_part(part) for part in parts), key])


def signed(text: str, key: str) -> bool:
    """Whether the text is a token with this key."""
    return text.count(".") == 2 and text.rpartition(".")[2] == key


class TokenFile:
    """Renews the token as its owner does, or lets it run out while that fault is on."""

    def __init__(self, folder: Path, key: str) -> None:
        self._file = folder / FILE
        self._key = key
        self._expiring: bool | None = None

    def keep(self, world: World) -> None:
        """Writes a new token where the one that is there no longer fits."""
        expiring = world.has_fault(WILDBERRIES, FaultName.KEY_EXPIRING)
        if expiring is not self._expiring:
            self._write(token(self._key, world.now + (_DIES if expiring else _LIVES)))
            self._expiring = expiring

    def _write(self, text: str) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text + "\n")
        fresh.replace(self._file)


def _part(content: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(content)).decode().rstrip("=")
