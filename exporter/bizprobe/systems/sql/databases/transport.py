"""What went wrong below the database: names, TLS, connections."""

import socket
import ssl

from bizprobe.errors import (
    ConnectionFailedError,
    NameLookupError,
    ProbeError,
    RemoteTimeoutError,
    TlsError,
)


def transport_failure(cause: BaseException) -> ProbeError | None:
    """The error for what Python itself raised; None for anything else."""
    if isinstance(cause, socket.gaierror):
        return NameLookupError("the database host's name does not resolve")
    if isinstance(cause, ssl.SSLError):
        return TlsError(f"no TLS connection to the database: {cause.reason or 'not agreed'}")
    if isinstance(cause, TimeoutError):
        return RemoteTimeoutError("the database did not answer in time")
    if isinstance(cause, OSError):
        return ConnectionFailedError("no connection to the database")
    return None
