"""A folder over SFTP. Nobody is spoken to whose host key is not the one that the settings name."""

import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, cast

import asyncssh

from bizprobe.errors import (
    BadAnswerError,
    ConnectionFailedError,
    ForbiddenError,
    RetiredError,
    SecretError,
    ServerError,
    TlsError,
    UnauthorizedError,
)
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import FileSeen, Folder, wanted
from bizprobe.remote.folder.failures import connection_failure


class SftpFolder:
    """A folder of an SFTP server that one is logged in to."""

    def __init__(self, client: asyncssh.SFTPClient, path: PurePosixPath) -> None:
        self._client = client
        self._path = path

    async def files(self, pattern: str) -> Sequence[FileSeen]:
        found = []
        with _told():
            async for entry in self._client.scandir(str(self._path)):
                name, attributes = str(entry.filename), entry.attrs
                if wanted(name, pattern) and stat.S_ISREG(attributes.permissions or 0):
                    found.append(_seen(name, attributes))
        return found

    async def read(self, file: FileSeen, max_size: int) -> bytes:
        with _told():
            async with self._client.open(str(self._path / file.name), "rb") as opened:
                return cast(bytes, await opened.read(max_size + 1))


@asynccontextmanager
async def open_sftp(address: FolderAddress) -> AsyncIterator[Folder]:
    """Raises RemoteError, SecretError."""
    options = {**_credentials(address), "known_hosts": _known_hosts(address)}
    with _told():
        connection = await asyncssh.connect(
            address.host,
            address.port,
            username=address.user,
            # Nothing of the machine's user: no agent, no configuration of his, no keys.
            agent_path=None,
            config=None,
            gss_host=None,
            **options,
        )
    async with connection:
        with _told():
            client = await connection.start_sftp_client()
        async with client:
            yield SftpFolder(client, address.folder)


def _credentials(address: FolderAddress) -> dict[str, Any]:
    secret = address.secret
    if address.key_file is None:
        return {"password": secret.reveal(), "client_keys": None}
    try:
        return {"client_keys": [asyncssh.import_private_key(secret.reveal() + "\n")]}
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise SecretError(f"{secret} holds no private key that can be read without a passphrase") from None


def _known_hosts(address: FolderAddress) -> Any:
    if address.host_key is not None:
        try:
            return [asyncssh.import_public_key(address.host_key)], [], []
        except asyncssh.KeyImportError:
            raise SecretError("host_key is no public key") from None
    try:
        return asyncssh.read_known_hosts(address.known_hosts or "")
    except (OSError, ValueError):
        raise SecretError(f"the known_hosts file {address.known_hosts} cannot be read") from None


def _seen(name: str, attributes: asyncssh.SFTPAttrs) -> FileSeen:
    if attributes.size is None or attributes.mtime is None:
        raise BadAnswerError("the SFTP server's list of files has no sizes or no times")
    return FileSeen(name, attributes.size, datetime.fromtimestamp(attributes.mtime, UTC))


@contextmanager
def _told() -> Iterator[None]:
    """What went wrong, as one of our errors."""
    try:
        yield
    except asyncssh.PermissionDenied:
        raise UnauthorizedError("the user, the password or the key is wrong") from None
    except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed):
        raise TlsError("the SFTP server has another host key than the settings name") from None
    except asyncssh.SFTPNoSuchFile:
        raise RetiredError("there is no such folder or file") from None
    except asyncssh.SFTPPermissionDenied:
        raise ForbiddenError("the user may not read the folder or file") from None
    except (asyncssh.SFTPConnectionLost, asyncssh.DisconnectError, asyncssh.ChannelOpenError):
        raise ConnectionFailedError("the SFTP connection broke") from None
    except asyncssh.SFTPError as error:
        raise ServerError(f"the SFTP server refuses (code {error.code})") from None
    except OSError as error:
        raise connection_failure(error) from None
