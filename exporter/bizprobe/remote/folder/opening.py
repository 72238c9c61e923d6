"""Opens a folder with what its address needs. Libraries of extras are imported only then."""

from contextlib import AbstractAsyncContextManager

from bizprobe.remote.folder.address import FolderAddress
from bizprobe.remote.folder.base import Folder


def open_folder(address: FolderAddress) -> AbstractAsyncContextManager[Folder]:
    """Raises RemoteError, SecretError."""
    if address.scheme == "file":
        from bizprobe.remote.folder.local import open_local

        return open_local(address)
    if address.scheme == "sftp":
        from bizprobe.remote.folder.sftp import open_sftp

        return open_sftp(address)
    from bizprobe.remote.folder.ftp import open_ftp

    return open_ftp(address)
