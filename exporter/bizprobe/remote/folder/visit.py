"""A visit to a folder: bounded, counted, repeated where that may help, and never taken in by half a file."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import anyio

from bizprobe.errors import IncompleteError, RemoteError, RemoteTimeoutError, TooLargeError
from bizprobe.remote.account import Account
from bizprobe.remote.folder.base import FileSeen, Folder, OpenFolder
from bizprobe.remote.waits import pause_before_repeat
from bizprobe.runlog import note

Whole = tuple[FileSeen, bytes]
Choose = Callable[[list[FileSeen]], list[FileSeen]]

_OK, _FAILED = "ok", "failed"


class Visits:
    """Visits of one account to one folder."""

    def __init__(
        self,
        account: Account,
        open_folder: OpenFolder,
        settle: float,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._account = account
        self._open = open_folder
        self._settle = settle
        self._sleep = sleep
        account.meter.expect((_OK, _FAILED))

    async def read(self, pattern: str, choose: Choose) -> list[Whole]:
        """The files that `choose` takes from those of that name, the oldest first, with what is in them.

        Raises RemoteError, also where the folder has no file of that name.
        """

        async def read(folder: Folder) -> list[Whole]:
            files = choose(await _seen(folder, pattern))
            read = await self._bodies(folder, files)
            await self._check_whole(folder, pattern, read)
            return read

        return await self._repeated(read)

    async def _repeated(self, ask: Callable[[Folder], Awaitable[list[Whole]]]) -> list[Whole]:
        attempt = 1
        while True:
            try:
                async with self._visit() as folder:
                    return await ask(folder)
            except RemoteError as error:
                pause = pause_before_repeat(error, attempt)
                if pause is None or attempt > self._account.limits.retries:
                    raise
                note(f"asks again in {pause:.1f} s: {error}")
            await self._sleep(pause)
            attempt += 1

    @asynccontextmanager
    async def _visit(self) -> AsyncIterator[Folder]:
        began, code = time.perf_counter(), _FAILED
        try:
            async with self._account.slot():
                with anyio.fail_after(self._account.limits.timeout):
                    async with self._open() as folder:
                        yield folder
            code = _OK
        except TimeoutError:
            raise RemoteTimeoutError(f"not done within {self._account.limits.timeout:g} s") from None
        finally:
            seconds = time.perf_counter() - began
            self._account.meter.record(code, seconds if code == _OK else None)

    async def _bodies(self, folder: Folder, files: Sequence[FileSeen]) -> list[Whole]:
        left, read = self._account.limits.max_body, []
        for file in files:
            body = await folder.read(file, left) if file.size <= left else b""
            left -= max(file.size, len(body))
            if left < 0:
                raise TooLargeError(f"{file.name}: more than {self._account.limits.max_body} bytes to read")
            note(f"{file.name}: {len(body)} bytes of {file.modified:%Y-%m-%d %H:%M:%S} UTC")
            read.append((file, body))
        return read

    async def _check_whole(self, folder: Folder, pattern: str, read: Sequence[Whole]) -> None:
        if not read:
            return
        await self._sleep(self._settle)
        now = set(await folder.files(pattern))
        for file, body in read:
            if file not in now or len(body) != file.size:
                raise IncompleteError(f"{file.name} is still being written, or was taken away meanwhile")


async def _seen(folder: Folder, pattern: str) -> list[FileSeen]:
    files = await folder.files(pattern)
    if not files:
        # A folder that moved looks like this too, and so does one that somebody emptied.
        raise IncompleteError(f"the folder has no file {pattern}, not even an old one")
    return sorted(files, key=lambda file: (file.modified, file.name))
