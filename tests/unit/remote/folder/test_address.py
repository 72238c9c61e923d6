"""Where a folder is, and what it takes to open it."""

from importlib import util
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.remote.folder import address
from bizprobe.remote.folder.address import FolderAddress

FTP = {"user": "ann", "password": "${KEY}"}
SFTP = {"user": "ann", "key_file": "/run/key", "host_key": "ssh-ed25519 AAAAC3Nz host"}


@pytest.mark.parametrize(
    ("url", "keys", "expected"),
    [
        ("ftp://files.example.ru", FTP, ("ftp", "files.example.ru", 21, ".")),
        ("ftps://files.example.ru:2121/out%20box/", FTP, ("ftps", "files.example.ru", 2121, "/out box")),
        ("sftp://[::1]/out", SFTP, ("sftp", "::1", 22, "/out")),
        ("sftp://h", {**SFTP, "host_key": None, "known_hosts": "/etc/known"}, ("sftp", "h", 22, ".")),
        ("file:///srv/exchange", {}, ("file", "", None, "/srv/exchange")),
    ],
)
def test_an_address_names_a_folder(url: str, keys: dict[str, Any], expected: tuple[Any, ...]) -> None:
    given = {key: value for key, value in keys.items() if value is not None}
    found = FolderAddress.model_validate({"url": url, **given})
    port = found.port if found.scheme != "file" else None
    assert (found.scheme, found.host, port, str(found.folder)) == expected


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"url": "http://files.example.ru", **FTP}, "expected sftp://host/folder"),
        ({"url": "ftp://", **FTP}, "expected sftp://host/folder"),
        ({"url": "ftp://ann:hunter2@files.example.ru", **FTP}, "without user, password"),
        ({"url": "ftp://h/a?b", **FTP}, "question mark"),
        ({"url": "ftp://h:x/", **FTP}, "expected sftp://host/folder"),
        ({"url": "file://host/folder"}, "expected sftp://host/folder"),
        ({"url": "file:///folder", "user": "ann"}, "needs no user, password or key"),
        ({"url": "ftp://h"}, "expected user, and password, password_file or, for sftp, key_file"),
        ({"url": "ftp://h", "user": "ann"}, "expected user, and password"),
        ({"url": "ftp://h", **FTP, "password_file": "/x"}, "expected user, and password"),
        ({"url": "ftp://h", **FTP, "known_hosts": "/x"}, "need sftp"),
        ({"url": "ftps://h", "user": "ann", "key_file": "/x"}, "need sftp"),
        ({"url": "sftp://h", **FTP}, "sftp needs host_key or known_hosts"),
        ({"url": "sftp://h", **SFTP, "known_hosts": "/x"}, "sftp needs host_key or known_hosts"),
        ({"url": "sftp://h", **SFTP, "host_key": "SHA256:abc"}, "should match pattern"),
    ],
)
def test_what_cannot_be_opened_is_refused_without_showing_a_password(
    keys: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        FolderAddress.model_validate(keys)
    (error,) = caught.value.errors(include_input=False)
    assert words in error["msg"]
    assert "hunter2" not in error["msg"]


@pytest.mark.parametrize(
    ("url", "keys", "words"),
    [
        ("ftp://h", FTP, "ftp needs the library aioftp: pip install 'bizprobe[ftp]'"),
        ("sftp://h", SFTP, "sftp needs the library asyncssh: pip install 'bizprobe[sftp]'"),
        ("file:///h", {}, ""),
    ],
)
def test_a_library_that_is_not_installed_is_named_with_its_extra(
    url: str, keys: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = FolderAddress.model_validate({"url": url, **keys})
    assert found.missing_library() == ""
    assert util.find_spec("aioftp") is not None
    monkeypatch.setattr(address, "find_spec", lambda name: None)
    assert found.missing_library() == words
