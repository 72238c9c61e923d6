"""What went wrong with a connection to a folder, as one of our errors."""

import socket
import ssl

from bizprobe.errors import ConnectionFailedError, NameLookupError, RemoteError, RemoteTimeoutError, TlsError
from bizprobe.remote.failures import causes


def connection_failure(error: BaseException) -> RemoteError:
    """The error for whatever a socket raised. Never shows an address."""
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return NameLookupError("the host's name does not resolve")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsError(f"the certificate does not verify: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return TlsError(f"no TLS connection: {cause.reason or 'not agreed'}")
        if isinstance(cause, TimeoutError):
            return RemoteTimeoutError("no answer in time")
    return ConnectionFailedError("no connection, or it broke")
