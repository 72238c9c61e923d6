"""A folder of a real OpenSSH server."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bizprobe.errors import (
    ConnectionFailedError,
    RemoteError,
    RetiredError,
    SecretError,
    TlsError,
    UnauthorizedError,
)
from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import FileSeen
from bizprobe.remote.folder.opening import open_folder
from tests.integration.openssh import Sftp, sftp_server

pytestmark = [pytest.mark.anyio, pytest.mark.integration]
pytest.importorskip("asyncssh", reason="asyncssh is not installed")

AT = datetime(2026, 11, 22, 11, 59, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sftp]:
    with sftp_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


def address(server: Sftp, folder: Path, **changed: Any) -> FolderAddress:
    keys = {**server.keys, **changed}
    given = {key: value for key, value in keys.items() if value is not None}
    return FolderAddress.model_validate({"url": f"sftp://127.0.0.1:{server.port}{folder}", **given})


async def test_files_are_listed_with_size_and_time_and_read_whole(sftp: Sftp, tmp_path: Path) -> None:
    body = os.urandom(300_000)
    (tmp_path / "цены 1.csv").write_bytes(body)
    os.utime(tmp_path / "цены 1.csv", (AT.timestamp(), AT.timestamp()))
    (tmp_path / "цены 2.csv.filepart").write_bytes(b"")
    (tmp_path / "цены 3.csv").mkdir()
    async with open_folder(address(sftp, tmp_path)) as folder:
        (seen,) = await folder.files("цены *.csv")
        assert seen == FileSeen("цены 1.csv", 300_000, AT)
        assert await folder.read(seen, 1_000_000) == body
        assert len(await folder.read(seen, 1000)) == 1001


async def test_a_known_hosts_file_serves_too(sftp: Sftp, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{sftp.port} {sftp.host_key}\n")
    async with open_folder(address(sftp, tmp_path, host_key=None, known_hosts=str(known))) as folder:
        assert [file.name for file in await folder.files("*")] == ["known_hosts"]


async def test_a_server_with_another_host_key_is_not_spoken_to(sftp: Sftp, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    known.write_text(f"elsewhere {sftp.host_key}\n")
    for wrong in ({"host_key": sftp.other_host_key}, {"host_key": None, "known_hosts": str(known)}):
        with pytest.raises(TlsError, match="another host key than the settings name"):
            async with open_folder(address(sftp, tmp_path, **wrong)):
                pass


@pytest.mark.parametrize(
    ("folder", "changed", "error", "words"),
    [
        ("/", {"user": "nobody-here"}, UnauthorizedError, "the user, the password or the key is wrong"),
        ("/", {"key_file": "WRONG"}, UnauthorizedError, "the user, the password or the key is wrong"),
        ("/nowhere/at/all", {}, RetiredError, "no such folder or file"),
        ("/", {"key_file": "/etc/hostname"}, SecretError, "/etc/hostname holds no private key"),
        ("/", {"host_key": "ssh-ed25519 AAAA"}, SecretError, "host_key is no public key"),
        ("/", {"host_key": None, "known_hosts": "/nowhere"}, SecretError, "known_hosts file /nowhere cannot"),
    ],
)
async def test_what_is_refused_has_its_reason(
    sftp: Sftp, folder: str, changed: dict[str, Any], error: type[RemoteError], words: str
) -> None:
    if changed.get("key_file") == "WRONG":
        changed = {"key_file": str(sftp.wrong_key_file)}
    with pytest.raises(error, match=words):
        async with open_folder(address(sftp, Path(folder), **changed)) as opened:
            await opened.files("*")


async def test_a_password_that_is_wrong_is_not_shown(
    sftp: Sftp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFTP_PASSWORD", "hunter2")
    with pytest.raises(UnauthorizedError) as caught:
        async with open_folder(address(sftp, tmp_path, key_file=None, password="${SFTP_PASSWORD}")):
            pass
    assert "hunter2" not in repr(caught.value)


async def test_a_file_that_is_gone_has_its_reason(sftp: Sftp, tmp_path: Path) -> None:
    async with open_folder(address(sftp, tmp_path)) as folder:
        with pytest.raises(RetiredError, match="no such folder or file"):
            await folder.read(FileSeen("gone.csv", 1, AT), 10)


async def test_a_server_that_is_gone_is_a_failed_connection(sftp: Sftp, tmp_path: Path) -> None:
    nobody = Sftp(1, sftp.user, sftp.key_file, sftp.wrong_key_file, sftp.host_key, sftp.other_host_key)
    with pytest.raises(ConnectionFailedError):
        async with open_folder(address(nobody, tmp_path)):
            pass
