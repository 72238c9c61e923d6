from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.metrics.families.flow import FLOW_LAST_EVENT, FLOW_SILENCE_LIMIT, OPEN_ORDERS
from bizprobe.metrics.family import Family, Sample
from bizprobe.web.words import age, amount, duration, measured, moment

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (9.6, "10 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3605, "1 h"),
        (6120, "1 h 42 min"),
        (90_000, "1 d 1 h"),
        (-61, "\N{MINUS SIGN}1 min 1 s"),
        (float("inf"), "inf"),
    ],
)
def test_a_length_of_time_is_said_in_two_units(seconds: float, words: str) -> None:
    assert age(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (0.1234, "0.123 s"), (9.99, "9.99 s"), (61, "1 min 1 s")]
)
def test_how_long_something_took_is_said_more_exactly(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@given(st.floats())
def test_any_number_has_words(value: float) -> None:
    assert age(value)
    assert duration(value)
    assert amount(value)
    for family in (FLOW_LAST_EVENT, FLOW_SILENCE_LIMIT, OPEN_ORDERS):
        assert measured(Sample(family, (), value), NOW, MOSCOW)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "15:00:00"),
        (NOW - timedelta(hours=15), "00:00:00"),
        (NOW - timedelta(hours=16), "19 Nov 23:00"),
        (NOW - timedelta(days=365), "2025-11-20 15:00"),
        (datetime.min.replace(tzinfo=UTC), "0001-01-01 02:30"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31 23:59+00:00"),
    ],
)
def test_a_moment_is_told_by_the_clock_on_the_dealers_wall(at: datetime, words: str) -> None:
    assert moment(at, NOW, MOSCOW) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (18234, "18 234"), (4523410.5, "4 523 410.50"), (-2, "\N{MINUS SIGN}2"), (0.25, "0.25")],
)
def test_a_number_has_its_thousands_apart(value: float, words: str) -> None:
    assert amount(value).replace("\N{NARROW NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("family", "value", "words"),
    [
        (FLOW_LAST_EVENT, NOW.timestamp() - 6120, "13:18:00 (1 h 42 min ago)"),
        (FLOW_LAST_EVENT, NOW.timestamp() + 90, "15:01:30 (in 1 min 30 s)"),
        (FLOW_SILENCE_LIMIT, 1800, "30 min"),
        (OPEN_ORDERS, 12, "12"),
    ],
)
def test_a_sample_is_said_in_the_unit_of_its_family(family: Family, value: float, words: str) -> None:
    assert measured(Sample(family, (), value), NOW, MOSCOW) == words
