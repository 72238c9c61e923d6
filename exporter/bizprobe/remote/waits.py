"""How long to wait before a request is repeated."""

import re
from collections.abc import Mapping
from datetime import datetime

import anyio

from bizprobe.errors import (
    ConnectionFailedError,
    NameLookupError,
    RateLimitedError,
    RemoteError,
    RemoteTimeoutError,
    ServerError,
)
from bizprobe.remote.date import http_date

LONGEST = 3600.0
"""No remote side keeps us away for longer than this, in seconds, whatever it says."""

_PASSING = (ConnectionFailedError, NameLookupError, RateLimitedError, RemoteTimeoutError)
_PASSING_STATUSES = {423, 502, 503, 504}
_FIRST_PAUSE = 0.5
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?")


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks to wait, at most an hour. `headers` have names in lower case.

    Retry-After (seconds or a date) goes before Wildberries' X-Ratelimit-Retry (seconds), and that before
    Yandex Market's X-RateLimit-Resource-Until (a date); what cannot be read is passed over.
    """
    retry_after = headers.get("retry-after", "")
    waits = (
        _seconds(retry_after),
        _until(retry_after, now),
        _seconds(headers.get("x-ratelimit-retry", "")),
        _until(headers.get("x-ratelimit-resource-until", ""), now),
    )
    asked = next((wait for wait in waits if wait is not None), None)
    return None if asked is None else min(max(asked, 0.0), LONGEST)


def pause_before_repeat(error: RemoteError, attempt: int) -> float | None:
    """Seconds until attempt number `attempt + 1`, or None where asking again would not help."""
    passing = isinstance(error, ServerError) and error.status in _PASSING_STATUSES
    if not passing and not isinstance(error, _PASSING):
        return None
    asked = getattr(error, "retry_after", None)
    return _FIRST_PAUSE * 2.0 ** (attempt - 1) if asked is None else float(asked)


def fits(wait: float) -> bool:
    """Whether the deadline of this run comes later than the end of such a wait."""
    return anyio.current_time() + wait < anyio.current_effective_deadline()


def _seconds(text: str) -> float | None:
    return float(text) if _SECONDS.fullmatch(text.strip()) else None


def _until(text: str, now: datetime) -> float | None:
    moment = http_date(text)
    return None if moment is None else (moment - now).total_seconds()
