"""A folder over FTP, with TLS (ftps) or without."""

import ssl
from asyncio import StreamReader
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import aioftp

from bizprobe.errors import (
    AnswerError,
    BadAnswerError,
    ConnectionFailedError,
    RetiredError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import FileSeen, Folder, wanted
from bizprobe.remote.folder.failures import connection_failure

_CHUNK = 2**16
_LONGEST_LIST = 8 * 2**20
_STAMP = "%Y%m%d%H%M%S"

_Refusals = Mapping[str, tuple[type[AnswerError], str]]
_BUSY = (ServerError, "the server is not available or has too many connections")
_OF_LOGIN: _Refusals = {
    "421": _BUSY,
    "530": (UnauthorizedError, "the user or the password is wrong"),
    "550": (ServerError, "the server refuses the login; it may want ftps"),
}
_OF_FILES: _Refusals = {
    "421": _BUSY,
    "550": (RetiredError, "there is no such folder or file, or the user may not read it"),
}


class FtpFolder:
    """A folder of an FTP server that one is logged in to."""

    def __init__(self, client: aioftp.Client, path: PurePosixPath) -> None:
        self._client = client
        self._path = path

    async def files(self, pattern: str) -> Sequence[FileSeen]:
        found: list[tuple[PurePosixPath, Any]]
        with _told(_OF_FILES):
            try:
                lines = await self._lines("MLSD")
                found = [self._client.parse_mlsx_line(line) for line in lines]
            except aioftp.StatusCodeError as error:
                if not error.received_codes[-1].matches("50x"):
                    raise
                lines = await self._lines("LIST")
                found = [self._client.parse_list_line(line) for line in lines]
            return [
                await self._seen(path.name, facts)
                for path, facts in found
                if facts["type"] == "file" and wanted(path.name, pattern)
            ]

    async def read(self, file: FileSeen, max_size: int) -> bytes:
        with _told(_OF_FILES):
            return await self._transfer(f"RETR {self._path / file.name}", max_size)

    async def _lines(self, command: str) -> list[bytes]:
        """The lines of the folder's list, without those that name no file."""
        listed = await self._transfer(f"{command} {self._path}", _LONGEST_LIST)
        if len(listed) > _LONGEST_LIST:
            raise TooLargeError("the folder's list of files is too long")
        return [line for line in listed.splitlines() if line and not line.startswith(b"total ")]

    async def _transfer(self, command: str, max_size: int) -> bytes:
        """At most `max_size` + 1 bytes of what the command sends."""
        reader, writer = await self._client.get_passive_connection("I")
        try:
            await self._client.command(command, "1xx")
            data = await _bytes(reader, max_size + 1)
        finally:
            writer.close()
        if len(data) <= max_size:
            await self._client.command(None, "2xx", "1xx")
        return data

    async def _seen(self, name: str, facts: Mapping[str, Any]) -> FileSeen:
        """With its time in UTC, as MLSD and MDTM write it: LIST has a zone that nobody knows."""
        stamp = facts["modify"]
        if "unix.mode" in facts and "unix.links" in facts:
            _, lines = await self._client.command(f"MDTM {self._path / name}", "213")
            stamp = lines[0].strip()
        modified = datetime.strptime(stamp[:14], _STAMP).replace(tzinfo=UTC)
        return FileSeen(name, int(facts["size"]), modified)


@asynccontextmanager
async def open_ftp(address: FolderAddress) -> AsyncIterator[Folder]:
    """Raises RemoteError, SecretError."""
    password = address.secret.reveal()
    client = aioftp.Client()
    try:
        with _told(_OF_LOGIN):
            await client.connect(address.host, address.port)
            if address.scheme == "ftps":
                await client.upgrade_to_tls(ssl.create_default_context())
            await client.login(address.user or "", password)
        yield FtpFolder(client, address.folder)
    finally:
        client.close()


async def _bytes(reader: StreamReader, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (chunk := await reader.read(min(_CHUNK, size - len(data)))):
        data += chunk
    return bytes(data)


@contextmanager
def _told(refusals: _Refusals) -> Iterator[None]:
    """What went wrong, as one of our errors."""
    try:
        yield
    except aioftp.StatusCodeError as error:
        code = str(error.received_codes[-1])
        kind, words = refusals.get(code, (ServerError, "the server refuses"))
        raise kind(f"FTP {code}: {words}") from None
    except (OSError, EOFError) as error:
        raise connection_failure(error) from None
    except aioftp.AIOFTPException:
        raise ConnectionFailedError("the FTP connection broke") from None
    except (ValueError, KeyError, IndexError):
        raise BadAnswerError("the FTP server's list of files cannot be read") from None
