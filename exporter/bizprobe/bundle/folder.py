"""Where a run keeps its data and logs: a folder below .run, held by one run at a time."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bizprobe.errors import BundleError

_MARK = ".bizprobe"
"""Lies in every folder that a run made: no other folder is ever emptied."""


@contextmanager
def run_folder(base: Path, config: Path | None) -> Iterator[Path]:
    """The folder of this run, with `logs` in it. Raises BundleError.

    For the sandbox it is a new world each time; for a configuration of the user's own it is kept.
    """
    name = _name_of(config) if config else "sandbox"
    with ExitStack() as stack:
        try:
            base.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(_held(base, name, others=config is None))
            if config is None:
                _empty(folder)
            (folder / "logs").mkdir(parents=True, exist_ok=True)
            (folder / _MARK).touch()
        except PermissionError as error:
            raise BundleError(f"{error.filename} belongs to somebody else: start in another folder") from None
        yield folder


def _name_of(config: Path) -> str:
    return f"{config.stem}-{hashlib.sha256(bytes(config.resolve())).hexdigest()[:8]}"


@contextmanager
def _held(base: Path, name: str, *, others: bool) -> Iterator[Path]:
    for number in range(1, 100 if others else 2):
        folder = base / (name if number == 1 else f"{name}-{number}")
        with (base / f"{folder.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield folder
            return
    raise BundleError(f"{base / name} is in use: the same bundle already runs from here")


def _empty(folder: Path) -> None:
    if not folder.exists():
        return
    if not (folder / _MARK).exists():
        raise BundleError(f"{folder} was not made by Bizprobe: move it away")
    shutil.rmtree(folder)
