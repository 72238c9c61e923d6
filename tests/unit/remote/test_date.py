from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.remote.date import http_date, told_moment

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WRITTEN = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    "text", [WRITTEN, "Sun, 22 Nov 2026 15:00:00 +0300", "Sun, 22 Nov 2026 12:00:00 -0000"]
)
def test_a_date_is_a_moment(text: str) -> None:
    assert http_date(text) == NOON


@given(st.text())
def test_whatever_else_is_written_there_is_no_moment_and_no_error(text: str) -> None:
    moment = http_date(text)
    assert moment is None or moment.tzinfo is not None


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        ({"date": WRITTEN}, NOON),
        ({"date": "soon"}, None),
        ({}, None),
        ({"date": WRITTEN, "age": "120"}, None),
    ],
)
def test_an_answer_tells_the_time_unless_a_cache_kept_it(
    headers: Mapping[str, str], moment: datetime | None
) -> None:
    assert told_moment(headers) == moment
