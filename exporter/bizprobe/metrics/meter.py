"""Counts the requests to one account."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import accumulate

from bizprobe.clock import Clock
from bizprobe.metrics.exposition import number
from bizprobe.metrics.families.api import (
    API_CLOCK_AHEAD,
    API_DURATION,
    API_LAST_ANSWER,
    API_LAST_FAILURE,
    API_REQUESTS,
)
from bizprobe.metrics.family import Family, Sample

NO_ANSWER = "none"
OTHER = "other"

# 420 is Yandex Market's 'too many requests' (read 2026-08); the standard library does not know it.
_CODES = frozenset([*(str(status.value) for status in HTTPStatus), "420", NO_ANSWER, "ok", "failed"])
_NO_ANSWERS = frozenset({NO_ANSWER, "failed"})
_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meter:
    """Requests to one account by code, and how long the answered ones took.

    `side` is `channel` or `ours`.
    """

    def __init__(self, dealer: str, remote: str, side: str, clock: Clock) -> None:
        self._labels = (dealer, remote, side)
        self._clock = clock
        self._last: dict[Family, float] = {}
        self._requests = dict.fromkeys(("200", NO_ANSWER), 0)
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0

    def expect(self, codes: Sequence[str]) -> None:
        """Names the codes that show as 0 before they first happen, instead of those of HTTP."""
        counted = {code: count for code, count in self._requests.items() if count}
        self._requests = dict.fromkeys(codes, 0) | counted

    def record(self, code: str, seconds: float | None) -> None:
        """One request ended: its HTTP status, `none`, `ok` or `failed`, and how long the answer took."""
        known = code if code in _CODES else OTHER
        self._requests[known] = self._requests.get(known, 0) + 1
        answered = code not in _NO_ANSWERS and not code.startswith("5")
        self._last[API_LAST_ANSWER if answered else API_LAST_FAILURE] = self._clock.now().timestamp()
        if seconds is not None:
            self._buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds += seconds

    def hear(self, moment: datetime) -> None:
        """The clock of the remote side said so just now."""
        self._last[API_CLOCK_AHEAD] = (moment - self._clock.now()).total_seconds()

    def samples(self) -> Iterator[Sample]:
        """What was counted since the start of the process."""
        for code, count in self._requests.items():
            yield Sample(API_REQUESTS, (*self._labels, code), count)
        for family, value in self._last.items():
            yield Sample(family, self._labels, value)
        for bound, below in zip((*_BOUNDS, float("inf")), accumulate(self._buckets), strict=True):
            yield Sample(API_DURATION, self._labels, below, "_bucket", number(bound))
        yield Sample(API_DURATION, self._labels, sum(self._buckets), "_count")
        yield Sample(API_DURATION, self._labels, self._seconds, "_sum")
