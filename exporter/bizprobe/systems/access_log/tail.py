"""Reads what was added to a log since the last time, through its rotation."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_HEAD = 256
_CHUNK = 2**22
_LONGEST_LINE = 2**16


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read. Its first `head` bytes, as `mark`, tell it from others of its name."""

    offset: int = 0
    head: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Tail:
    """What was read: lines, where to go on, and whether it is all that there is at this moment.

    `joined` says that nothing was lost between the last time and these lines.
    """

    lines: list[str]
    place: Place
    whole: bool
    joined: bool


def begin(path: Path, back: int) -> Place:
    """A place at most `back` bytes before the end. Raises OSError."""
    with _opened(path) as file:
        offset = max(os.fstat(file.fileno()).st_size - back, 0)
        if offset:
            # The line that this cuts in two belongs to what is not read.
            file.seek(offset)
            offset += len(file.readline(_LONGEST_LINE))
        return _place(file, offset)


def read_on(path: Path, place: Place) -> Tail:
    """Some lines after the place. Raises OSError."""
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size >= place.offset and _mark(file, place.head) == place.mark:
            return _read(file, place, joined=True)
        rotated = _rotated(path, place)
        if rotated is None:
            return _read(file, Place(), joined=False)
        with _opened(rotated) as before:
            rest = _read(before, place, joined=True)
        # As long as the new file is empty, the web server may still write to the one that was renamed.
        if size and rest.whole and not rest.lines:
            return _read(file, Place(), joined=True)
        return Tail(rest.lines, rest.place, rest.whole and not size, joined=True)


def _read(file: BinaryIO, place: Place, *, joined: bool) -> Tail:
    """Lines from the place on. A line that is not finished is left for the next time."""
    file.seek(place.offset)
    text = file.read(_CHUNK)
    whole = not file.read(1)
    end = text.rfind(b"\n") + 1
    if not end and len(text) > _LONGEST_LINE:
        end = len(text)  # no line of a web server
    lines = text[:end].decode(errors="replace").splitlines()
    return Tail(lines, _place(file, place.offset + end), whole, joined)


def _place(file: BinaryIO, offset: int) -> Place:
    head = min(offset, _HEAD)
    return Place(offset, head, _mark(file, head))


def _rotated(path: Path, place: Place) -> Path | None:
    """The file that has the log's old content: `log.1`, `log-20261122`, either of them packed as well."""
    for candidate in sorted(path.parent.glob(f"{path.name}[.-]*")):
        try:
            with _opened(candidate) as file:
                if place.head and _mark(file, place.head) == place.mark:
                    return candidate
        except (OSError, EOFError, zlib.error):
            continue
    return None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix == ".gz":
        with gzip.open(path, "rb") as packed:
            yield cast(BinaryIO, packed)
    else:
        with path.open("rb") as plain:
            yield plain


def _mark(file: BinaryIO, head: int) -> str:
    file.seek(0)
    return hashlib.sha256(file.read(head)).hexdigest() if head else ""
