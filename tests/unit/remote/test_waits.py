"""How long to wait before a request is repeated."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import (
    BadAnswerError,
    ClientError,
    ConnectionFailedError,
    IncompleteError,
    NameLookupError,
    RateLimitedError,
    RemoteError,
    RemoteTimeoutError,
    ServerError,
    TlsError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.remote.waits import LONGEST, asked_wait, pause_before_repeat
from tests.unit.remote.sides import NOON


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 15:00:30 +0300"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 -0000"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "86400"}, LONGEST),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e99"}, None),
        ({"x-ratelimit-retry": "20"}, 20),
        ({"x-ratelimit-resource-until": "Sun, 22 Nov 2026 12:01:00 GMT"}, 60),
        ({"x-ratelimit-retry": "20", "x-ratelimit-resource-until": "Sun, 22 Nov 2026 12:01:00 GMT"}, 20),
        ({"retry-after": "3", "x-ratelimit-retry": "20"}, 3),
        ({"retry-after": "soon", "x-ratelimit-retry": "20"}, 20),
    ],
)
def test_the_wait_is_read_from_whichever_header_has_it(
    headers: Mapping[str, str], seconds: float | None
) -> None:
    assert asked_wait(headers, NOON) == seconds


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "x-ratelimit-retry", "x-ratelimit-resource-until"]), st.text()
    )
)
def test_no_header_breaks_us_or_keeps_us_away_for_longer_than_an_hour(headers: Mapping[str, str]) -> None:
    wait = asked_wait(headers, NOON)
    assert wait is None or 0 <= wait <= LONGEST


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (ConnectionFailedError("x"), [0.5, 1, 2]),
        (RemoteTimeoutError("x"), [0.5, 1, 2]),
        (NameLookupError("x"), [0.5, 1, 2]),
        (RateLimitedError("x", status=429), [0.5, 1, 2]),
        (RateLimitedError("x", status=429, retry_after=9), [9, 9, 9]),
        (ServerError("x", status=503, retry_after=9), [9, 9, 9]),
        (ServerError("x", status=503), [0.5, 1, 2]),
        (ServerError("x", status=423), [0.5, 1, 2]),
        (ServerError("x", status=500), [None, None, None]),
        (TlsError("x"), [None, None, None]),
        (UnauthorizedError("x", status=401), [None, None, None]),
        (ClientError("x", status=400, retry_after=9), [None, None, None]),
        (BadAnswerError("x"), [None, None, None]),
        (IncompleteError("x"), [None, None, None]),
        (TooLargeError("x"), [None, None, None]),
    ],
)
def test_only_what_may_pass_is_worth_another_try(error: RemoteError, pauses: list[float | None]) -> None:
    assert [pause_before_repeat(error, attempt) for attempt in (1, 2, 3)] == pauses
