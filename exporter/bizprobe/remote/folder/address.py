"""Where a folder is, and how one shows who asks."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, Field, WithJsonSchema

from bizprobe.settings.model import Checked
from bizprobe.settings.secret import Secret, SecretFile

_PORTS = {"ftp": 21, "ftps": 21, "sftp": 22}
_EXPECTED = (
    "expected sftp://host/folder, ftps://host/folder, ftp://host/folder or file:///folder, "
    "without user, password or question mark"
)
# Extras, so that the base installation stays small.
_NEEDED = {"ftp": ("aioftp", "ftp"), "ftps": ("aioftp", "ftp"), "sftp": ("asyncssh", "sftp")}


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        local = parts.scheme == "file" and not parts.netloc and len(parts.path) > 1
        remote = parts.scheme in _PORTS and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(_EXPECTED) from None
    if not (local or remote) or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(_EXPECTED)
    return url


FolderUrl = Annotated[
    str,
    AfterValidator(_check_url),
    WithJsonSchema({"type": "string", "pattern": "^((sftp|ftps?)://[^@?#/]+|file://)(/[^?#]*)?$"}),
]


class FolderAddress(Checked):
    """A folder at another machine or on this one."""

    url: FolderUrl
    """The folder: sftp://, ftps:// (FTP with TLS), ftp:// (which shows the password to the network), file://."""
    user: Annotated[str, Field(min_length=1)] | None = None
    """The user."""
    password: Secret | None = None
    """The password, from the environment."""
    password_file: SecretFile | None = None
    """The file that holds the password."""
    key_file: SecretFile | None = None
    """The file that holds a private key, instead of a password; for sftp."""
    host_key: Annotated[str, Field(pattern=r"^(ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/]+=*( .*)?$")] | None = None
    """The public key of an sftp server, as `ssh-keyscan` prints it after the host's name."""
    known_hosts: Annotated[str, Field(pattern="^/")] | None = None
    """A known_hosts file that holds the public key of an sftp server, instead."""

    def _faults(self) -> Iterator[str]:
        secrets = [self.password, self.password_file, self.key_file]
        given = sum(secret is not None for secret in secrets)
        host_keys = sum(key is not None for key in (self.host_key, self.known_hosts))
        if self.scheme == "file" and (given or self.user or host_keys):
            yield "a folder of this machine needs no user, password or key"
        if self.scheme != "file" and (given != 1 or self.user is None):
            yield "expected user, and password, password_file or, for sftp, key_file"
        if self.scheme == "sftp" and host_keys != 1:
            yield "sftp needs host_key or known_hosts: without it anybody could answer in the server's name"
        if self.scheme in ("ftp", "ftps") and (self.key_file is not None or host_keys):
            yield "key_file, host_key and known_hosts need sftp"

    @property
    def scheme(self) -> str:
        return self._parts.scheme

    @property
    def host(self) -> str:
        return self._parts.hostname or ""

    @property
    def port(self) -> int:
        return self._parts.port or _PORTS[self.scheme]

    @property
    def folder(self) -> PurePosixPath:
        """The folder's path; the user's own folder where the address names none."""
        path = unquote(self._parts.path)
        return PurePosixPath(path if path.strip("/") or self.scheme == "file" else ".")

    @property
    def secret(self) -> Secret:
        """What the user shows. For a folder that needs something."""
        return next(secret for secret in (self.password, self.password_file, self.key_file) if secret)

    def missing_library(self) -> str:
        """What to install before the folder can be opened, or nothing."""
        library, extra = _NEEDED.get(self.scheme, ("", ""))
        if not library or find_spec(library) is not None:
            return ""
        return f"{self.scheme} needs the library {library}: pip install 'bizprobe[{extra}]'"

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.url)
