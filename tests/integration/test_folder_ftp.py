"""A folder of a real FTP server."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bizprobe.errors import (
    ConnectionFailedError,
    RemoteError,
    RetiredError,
    ServerError,
    TlsError,
    UnauthorizedError,
)
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import FileSeen
from bizprobe.remote.folder.opening import open_folder
from tests.integration.certificate import self_signed

pytestmark = [pytest.mark.anyio, pytest.mark.integration]
servers = pytest.importorskip("pyftpdlib.servers", reason="pyftpdlib is not installed")
handlers = pytest.importorskip("pyftpdlib.handlers", reason="pyftpdlib is not installed")
authorizers = pytest.importorskip("pyftpdlib.authorizers", reason="pyftpdlib is not installed")

AT = datetime(2026, 11, 22, 11, 59, 30, tzinfo=UTC)


@dataclass
class Ftp:
    """A server whose user `ann` sees `root`, and may read and list."""

    root: Path
    port: int
    certificate: Path

    def address(self, folder: str = "/out", **keys: Any) -> FolderAddress:
        scheme = keys.pop("scheme", "ftp")
        given = {"user": "ann", "password": "${FTP_PASSWORD}", **keys}
        return FolderAddress.model_validate({"url": f"{scheme}://127.0.0.1:{self.port}{folder}", **given})


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ftp]]:
    monkeypatch.setenv("FTP_PASSWORD", "hunter2")
    root, certificate = tmp_path / "root", tmp_path / "both.pem"
    (root / "out").mkdir(parents=True)
    started: list[threading.Thread] = []
    over = threading.Event()

    def work(server: Any) -> None:
        """A server of pyftpdlib may only be closed by the thread that serves."""
        while not over.is_set():
            server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        server.close_all()

    def start(*, without: tuple[str, ...] = (), tls: bool = False) -> Ftp:
        base = handlers.TLS_FTPHandler if tls else handlers.FTPHandler
        commands = {name: how for name, how in base.proto_cmds.items() if name not in without}
        users = authorizers.DummyAuthorizer()
        users.add_user("ann", "hunter2", str(root), perm="elr")
        more: dict[str, Any] = {"tls_control_required": True, "tls_data_required": True} if tls else {}
        if tls:
            self_signed(certificate)
            more["certfile"] = str(certificate)
        handler = type(
            "Handler",
            (base,),
            {"proto_cmds": commands, "authorizer": users, "auth_failed_timeout": 0, **more},
        )
        server = servers.FTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=work, args=(server,))
        thread.start()
        started.append(thread)
        return Ftp(root, server.socket.getsockname()[1], certificate)

    yield start
    over.set()
    for thread in started:
        thread.join(10)


def write(ftp: Ftp, name: str, data: bytes) -> None:
    file = ftp.root / "out" / name
    file.write_bytes(data)
    os.utime(file, (AT.timestamp(), AT.timestamp()))


@pytest.mark.parametrize("without", [(), ("MLSD", "MLST")], ids=["MLSD", "LIST"])
async def test_files_are_listed_with_size_and_time_and_read_whole(
    serve: Callable[..., Ftp], without: tuple[str, ...]
) -> None:
    ftp, body = serve(without=without), os.urandom(300_000)
    write(ftp, "цены 1.csv", body)
    write(ftp, "цены 2.csv.part", b"")
    (ftp.root / "out" / "цены 3.csv").mkdir()
    async with open_folder(ftp.address()) as folder:
        (seen,) = await folder.files("цены *.csv")
        assert seen == FileSeen("цены 1.csv", 300_000, AT)
        assert await folder.read(seen, 1_000_000) == body
        assert await folder.read(seen, 300_000) == body


async def test_a_file_that_is_too_large_is_not_read_to_its_end(serve: Callable[..., Ftp]) -> None:
    ftp = serve()
    write(ftp, "a.csv", b"x" * 3_000_000)
    async with open_folder(ftp.address()) as folder:
        assert len(await folder.read(FileSeen("a.csv", 10, AT), 1000)) == 1001


@pytest.mark.parametrize(
    ("folder", "keys", "error", "words"),
    [
        ("/out", {"user": "bob"}, UnauthorizedError, "FTP 530: the user or the password is wrong"),
        ("/nowhere", {}, RetiredError, "FTP 550: there is no such folder"),
    ],
)
async def test_what_the_server_refuses_has_its_reason(
    serve: Callable[..., Ftp], folder: str, keys: dict[str, Any], error: type[RemoteError], words: str
) -> None:
    ftp = serve()
    with pytest.raises(error, match=words) as caught:
        async with open_folder(ftp.address(folder, **keys)) as opened:
            await opened.files("*")
    assert "hunter2" not in repr(caught.value)


async def test_a_file_that_is_gone_has_its_reason(serve: Callable[..., Ftp]) -> None:
    async with open_folder(serve().address()) as folder:
        with pytest.raises(RetiredError, match="no such folder or file"):
            await folder.read(FileSeen("gone.csv", 1, AT), 10)


async def test_tls_is_agreed_with_a_server_that_is_trusted(
    serve: Callable[..., Ftp], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("OpenSSL", reason="pyopenssl is not installed")
    ftp = serve(tls=True)
    write(ftp, "a.csv", b"sku;price\n")
    with pytest.raises(TlsError, match="the certificate does not verify"):
        async with open_folder(ftp.address(scheme="ftps")) as folder:
            await folder.files("*")
    monkeypatch.setenv("SSL_CERT_FILE", str(ftp.certificate))
    async with open_folder(ftp.address(scheme="ftps")) as folder:
        (seen,) = await folder.files("*")
        assert await folder.read(seen, 100) == b"sku;price\n"
    with pytest.raises(ServerError, match="FTP 550: the server refuses the login; it may want ftps"):
        async with open_folder(ftp.address(scheme="ftp")) as folder:
            await folder.files("*")


async def test_a_server_that_is_gone_is_a_failed_connection(serve: Callable[..., Ftp]) -> None:
    ftp = serve()
    nobody = Ftp(ftp.root, 1, ftp.certificate)
    with pytest.raises(ConnectionFailedError):
        async with open_folder(nobody.address()):
            pass
