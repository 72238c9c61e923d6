"""What a folder is, whatever it is reached with."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Protocol

# What an upload that is under way is called by the tools that people use for it.
_UNDER_WAY = (".part", ".partial", ".tmp", ".temp", ".filepart", ".uploading", ".lock", "~")


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as it stands in a folder. `modified` is aware."""

    name: str
    size: int
    modified: datetime


class Folder(Protocol):
    """A folder that is open."""

    async def files(self, pattern: str) -> Sequence[FileSeen]:
        """The files whose names match, uploads under way left out. Raises RemoteError."""
        ...

    async def read(self, file: FileSeen, max_size: int) -> bytes:
        """What is in the file, at most `max_size` + 1 bytes of it. Raises RemoteError."""
        ...


class OpenFolder(Protocol):
    """Opens a folder, and closes it again."""

    def __call__(self) -> AbstractAsyncContextManager[Folder]:
        """Raises RemoteError, SecretError."""
        ...


def wanted(name: str, pattern: str) -> bool:
    """Whether a file of this name is meant by the pattern, and its upload has ended."""
    return fnmatchcase(name, pattern) and not name.startswith(".") and not name.lower().endswith(_UNDER_WAY)
