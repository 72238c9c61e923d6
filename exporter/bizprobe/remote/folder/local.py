"""A folder on this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread

from bizprobe.errors import ConnectionFailedError
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import FileSeen, Folder, wanted


class LocalFolder:
    """A folder that this process can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def files(self, pattern: str) -> Sequence[FileSeen]:
        try:
            return await to_thread.run_sync(self._files, pattern)
        except OSError as error:
            raise ConnectionFailedError(f"the folder cannot be read: {error.strerror}") from None

    async def read(self, file: FileSeen, max_size: int) -> bytes:
        try:
            return await to_thread.run_sync(self._read, file.name, max_size + 1)
        except OSError as error:
            raise ConnectionFailedError(f"{file.name} cannot be read: {error.strerror}") from None

    def _files(self, pattern: str) -> list[FileSeen]:
        return [_seen(path) for path in self._path.iterdir() if wanted(path.name, pattern) and path.is_file()]

    def _read(self, name: str, size: int) -> bytes:
        with (self._path / name).open("rb") as file:
            return file.read(size)


@asynccontextmanager
async def open_local(address: FolderAddress) -> AsyncIterator[Folder]:
    """Nothing to open."""
    yield LocalFolder(Path(address.folder))


def _seen(path: Path) -> FileSeen:
    state = path.stat()
    return FileSeen(path.name, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))
