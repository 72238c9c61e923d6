"""What went wrong with a request, as one of our errors: where and why, never what was sent or received."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime

import httpx

from bizprobe.errors import (
    AnswerError,
    BadAnswerError,
    ClientError,
    ConnectionFailedError,
    ForbiddenError,
    NameLookupError,
    RateLimitedError,
    RemoteError,
    RetiredError,
    ServerError,
    TlsError,
    UnauthorizedError,
)
from bizprobe.remote.request import Answer, Refusal, Request
from bizprobe.remote.waits import asked_wait

_REFUSALS: dict[int, Refusal] = {
    401: (UnauthorizedError, "the key is wrong or has expired"),
    403: (ForbiddenError, "the key lacks a right"),
    404: (RetiredError, "there is no such path, the API may have moved on"),
    410: (RetiredError, "the path is gone, the API moved on"),
    # 420 is Yandex Market's way to say 429.
    420: (RateLimitedError, "too many requests"),
    423: (ServerError, "it is locked for the moment"),
    429: (RateLimitedError, "too many requests"),
}


def refusal(request: Request, answer: Answer, now: datetime) -> AnswerError | None:
    """The error that an answer's status means, or None for 200 to 299."""
    status = answer.status
    if 200 <= status < 300:
        return None
    told = request.explain(answer.body) if request.explain is not None else None
    kind, words = told or _REFUSALS.get(status) or _family(status)
    message = f"{request.label}: HTTP {status}, {words}"
    return kind(message, status=status, retry_after=asked_wait(answer.headers, now))


def _family(status: int) -> Refusal:
    if status >= 500:
        return ServerError, "the remote side is broken"
    if status >= 400:
        return ClientError, "the remote side refuses the request"
    # Following it could carry the key to somebody else.
    return BadAnswerError, "it sends us to another address; put the right one into base_url"


def transport_failure(request: Request, error: Exception) -> RemoteError:
    """The error for a request that httpx could not bring to an end."""
    where = request.label
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            return NameLookupError(f"{where}: the host's name does not resolve")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsError(f"{where}: the certificate does not verify: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return TlsError(f"{where}: no TLS connection: {cause.reason or 'not agreed'}")
    if isinstance(error, httpx.DecodingError):
        return BadAnswerError(f"{where}: the answer's compression is broken")
    words = "no connection" if isinstance(error, httpx.ConnectError) else "the connection broke"
    return ConnectionFailedError(f"{where}: {words}")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, the outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
