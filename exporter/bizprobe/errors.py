"""Every exception of Bizprobe, in one tree, and the closed set of reasons that are safe as a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a question could not be asked. The values are label values: never build one at run time."""

    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    RETIRED = "retired"
    RATE_LIMITED = "rate_limited"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too_large"
    QUERY = "query"
    SECRET = "secret"  # noqa: S105 - a label value, not a secret
    STATE = "state"
    INTERNAL = "internal"


class BizprobeError(Exception):
    """The root of the tree."""


class ProbeError(BizprobeError):
    """The question could not be asked; it says nothing about the answer."""

    reason = Reason.INTERNAL


class DeadlineExceededError(ProbeError):
    """The run took longer than its timeout."""

    reason = Reason.TIMEOUT


class StateError(ProbeError):
    """The state file could not be read or written, or somebody else wrote to it in between."""

    reason = Reason.STATE


class SecretError(ProbeError):
    """A secret's file or environment variable cannot be read. Names the place, never the value."""

    reason = Reason.SECRET


class QueryError(ProbeError):
    """A database refused or broke the query."""

    reason = Reason.QUERY


class RemoteError(ProbeError):
    """Something went wrong between us and the remote side."""


class RemoteTimeoutError(RemoteError):
    """No answer in time."""

    reason = Reason.TIMEOUT


class NameLookupError(RemoteError):
    """The host's name does not resolve."""

    reason = Reason.DNS


class ConnectionFailedError(RemoteError):
    """No connection, or it broke."""

    reason = Reason.CONNECT


class TlsError(RemoteError):
    """The certificate does not verify, or TLS could not be agreed."""

    reason = Reason.TLS


class AnswerError(RemoteError):
    """The remote side answered, and the answer cannot be used.

    `status` is the HTTP status, if any; `retry_after` the wait that the remote side asks for, in seconds.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class UnauthorizedError(AnswerError):
    """The key is wrong or has expired."""

    reason = Reason.UNAUTHORIZED


class ForbiddenError(AnswerError):
    """The key lacks a right."""

    reason = Reason.FORBIDDEN


class RetiredError(AnswerError):
    """The path is gone: the API moved on."""

    reason = Reason.RETIRED


class ClientError(AnswerError):
    """The remote side says that the request is wrong."""

    reason = Reason.CLIENT_ERROR


class ServerError(AnswerError):
    """The remote side says that it is broken."""

    reason = Reason.SERVER_ERROR


class RateLimitedError(AnswerError):
    """Too many requests."""

    reason = Reason.RATE_LIMITED


class BadAnswerError(AnswerError):
    """Not the format or not the fields that were agreed."""

    reason = Reason.BAD_ANSWER


class IncompleteError(AnswerError):
    """Not every page could be read, so the read proves nothing: never treat it as 'none'."""

    reason = Reason.INCOMPLETE


class TooLargeError(AnswerError):
    """More bytes or rows than the settings allow."""

    reason = Reason.TOO_LARGE


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One thing wrong in a configuration file. Line and column count from 1; 0 where there is none."""

    file: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ConfigError(BizprobeError):
    """The configuration cannot be used. Holds every fault that was found, in the order of the file."""

    def __init__(self, faults: Sequence[ConfigFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))
        super().__init__("\n".join(map(str, self.faults)))


class BundleError(BizprobeError):
    """A part of the demo bundle is missing, does not start or does not do its work."""


class PluginError(BizprobeError):
    """What a third party offers cannot be used."""


class UsageError(BizprobeError):
    """The command line asks for something that does not exist."""


class ListenError(BizprobeError):
    """The address to listen on cannot be used, mostly because somebody else listens there."""


class GrafanaError(BizprobeError):
    """Grafana cannot be reached, or refuses what it is asked for."""
