"""Silence where the limit depends on the hour, minute by minute, also when the clocks change."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bizprobe.flow.silence import silence
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import Hourly
from tests.unit.flow.limits import HOLIDAYS, LIMITS, WORKDAYS, calendar, limit

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = Calendar(BERLIN)
ZONES = st.sampled_from(
    [BERLIN, ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo")]
)
MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NIGHT = limit({"default": "30m", "22:00-08:00": "3h"})
SHOP = limit({"default": "30m", "20:00-09:00": "off"})
FEAST = limit({"default": "30m", "22:00-08:00": "3h", "holidays": "6h", "holidays 22:00-08:00": "off"})


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("of", "last_event", "now", "opened", "too_long"),
    [
        # The night was quiet enough for the night: the day counts from 08:00.
        (NIGHT, "2026-11-17 06:00", "2026-11-17 08:00", "2026-11-17 08:00", False),
        (NIGHT, "2026-11-17 06:00", "2026-11-17 08:30", "2026-11-17 08:00", False),
        (NIGHT, "2026-11-17 06:00", "2026-11-17 08:31", "2026-11-17 08:00", True),
        # The night was too quiet even for the night: 08:00 is no recovery.
        (NIGHT, "2026-11-17 03:00", "2026-11-17 07:59", "2026-11-16 08:00", True),
        (NIGHT, "2026-11-17 03:00", "2026-11-17 08:00", "2026-11-16 08:00", True),
        # An event ends it, and the opening of the day is what it would have been.
        (NIGHT, "2026-11-17 08:10", "2026-11-17 08:20", "2026-11-17 08:00", False),
        # The evening's looser limit moves nothing.
        (NIGHT, "2026-11-17 21:00", "2026-11-17 22:00", "2026-11-17 08:00", False),
        (NIGHT, "2026-11-17 21:00", "2026-11-18 00:01", "2026-11-17 08:00", True),
        # Silent since days: no morning opens anything.
        (NIGHT, "2026-11-10 12:00", "2026-11-17 08:00", "2026-11-10 08:00", True),
        (NIGHT, "2025-11-10 12:00", "2026-11-17 08:00", "2020-01-01 01:00", True),
        # A shop that is closed at night is asked anew every morning.
        (SHOP, "2026-11-16 12:00", "2026-11-16 19:59", "2026-11-16 09:00", True),
        (SHOP, "2026-11-16 12:00", "2026-11-17 09:00", "2026-11-17 09:00", False),
        (SHOP, "2026-11-16 12:00", "2026-11-17 09:31", "2026-11-17 09:00", True),
        # 2026-10-25 has 03:00 twice, 2027-03-28 has no 02:30.
        (NIGHT, "2026-10-25 04:30", "2026-10-25 08:00", "2026-10-24 08:00", True),
        (NIGHT, "2026-10-25 05:00", "2026-10-25 08:00", "2026-10-25 08:00", False),
        (NIGHT, "2027-03-28 00:30", "2027-03-28 04:30", "2027-03-27 08:00", False),
        (NIGHT, "2027-03-28 00:30", "2027-03-28 04:31", "2027-03-27 08:00", True),
    ],
)
def test_silence_counts_from_the_last_tightening_unless_it_was_too_long_already(
    of: Hourly[float], last_event: str, now: str, opened: str, too_long: bool
) -> None:
    counted = silence(of, GERMAN, at(now), LONG_AGO, at(last_event))
    assert counted is not None
    assert (counted.opened, counted.too_long(at(now))) == (at(opened), too_long)


@pytest.mark.parametrize(
    ("of", "last_event", "now", "opened", "too_long"),
    [
        # The holiday ends at midnight, its night in the morning: the day counts from 08:00.
        (FEAST, "2026-12-26 21:00", "2026-12-27 08:00", "2026-12-27 08:00", False),
        (FEAST, "2026-12-26 21:00", "2026-12-27 08:30", "2026-12-27 08:00", False),
        (FEAST, "2026-12-26 21:00", "2026-12-27 08:31", "2026-12-27 08:00", True),
        # Without a night of its own the limit becomes tighter at midnight.
        (
            limit({"default": "1h", "holidays": "6h"}),
            "2026-12-26 19:00",
            "2026-12-27 00:30",
            "2026-12-27",
            False,
        ),
        (
            limit({"default": "1h", "holidays": "6h"}),
            "2026-12-26 19:00",
            "2026-12-27 01:01",
            "2026-12-27",
            True,
        ),
        # It was too silent even for a holiday: midnight is no recovery.
        (
            limit({"default": "1h", "holidays": "6h"}),
            "2026-12-26 17:00",
            "2026-12-27",
            "2020-01-01 01:00",
            True,
        ),
        # A limit that is longer than the time since the holidays still counts from their end.
        (limit({"default": "20d", "holidays": "off"}), "2026-12-24", "2027-01-15", "2026-12-27", False),
        (limit({"default": "20d", "holidays": "off"}), "2026-12-24", "2027-01-16 00:01", "2026-12-27", True),
    ],
)
def test_silence_counts_from_where_holidays_end(
    of: Hourly[float], last_event: str, now: str, opened: str, too_long: bool
) -> None:
    christmas = Calendar(BERLIN, {date(2026, 12, 25): "Christmas", date(2026, 12, 26): "Christmas"})
    counted = silence(of, christmas, at(now), LONG_AGO, at(last_event))
    assert counted is not None
    assert (counted.opened, counted.too_long(at(now))) == (at(opened), too_long)


def test_an_hour_that_the_clock_skips_opens_at_the_jump() -> None:
    early = limit({"default": "2h", "02:30-06:00": "1h"})
    counted = silence(early, GERMAN, at("2027-03-28 05:00"), LONG_AGO, at("2027-03-28 01:30"))
    assert counted is not None
    assert counted.opened == at("2027-03-28 03:00")


def test_an_hour_that_comes_twice_opens_twice() -> None:
    early = limit({"default": "2h", "02:30-06:00": "1h"})
    first, second = (
        datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    before, after = (
        silence(early, GERMAN, moment, LONG_AGO, at("2026-10-25 01:30"))
        for moment in (first + 29 * MINUTE, second)
    )
    assert before is not None
    assert after is not None
    assert (before.opened, after.opened) == (first, second)


def test_there_is_no_silence_while_the_limit_is_off() -> None:
    assert silence(SHOP, GERMAN, at("2026-11-17 23:00"), LONG_AGO, None) is None


def test_a_constant_limit_opens_where_knowledge_begins() -> None:
    now = at("2026-11-17 12:00")
    counted = silence(limit("30m"), GERMAN, now, now - timedelta(hours=25), now - timedelta(minutes=31))
    assert counted is not None
    assert (counted.opened, counted.too_long(now)) == (now - timedelta(hours=25), True)


@pytest.mark.parametrize(("known_for", "too_long"), [(30, False), (31, True)])
def test_a_flow_without_any_event_is_silent_since_it_is_known(known_for: int, too_long: bool) -> None:
    now = at("2026-11-17 12:00")
    counted = silence(limit("30m"), GERMAN, now, now - known_for * MINUTE, None)
    assert counted is not None
    assert (counted.opened, counted.too_long(now)) == (now - known_for * MINUTE, too_long)


def simulated(
    of: Hourly[float], days: Calendar, event: datetime, minutes: int
) -> Iterator[tuple[datetime, bool | None]]:
    """The alarm by the rule's own words, from minute to minute; None while the limit is off."""
    opened, before = event, of.at(event, days)
    for passed in range(minutes):
        now = event + passed * MINUTE
        seconds = of.at(now, days)
        if seconds is not None and (before is None or seconds < before):
            silent = (now - opened).total_seconds()
            opened = opened if before is not None and silent > before else now
        before = seconds
        yield now, None if seconds is None else (now - opened).total_seconds() > seconds


def asked(of: Hourly[float], days: Calendar, now: datetime, event: datetime) -> bool | None:
    counted = silence(of, days, now, LONG_AGO, event)
    return None if counted is None else counted.too_long(now)


# Five days around both changes of the clock in Europe and America, and an ordinary week.
STARTS = st.sampled_from(["2026-10-23", "2027-03-26", "2026-10-30", "2027-03-12", "2026-11-16", "2026-04-23"])


@settings(max_examples=30, deadline=None)
@given(
    of=LIMITS,
    zone=ZONES,
    start=STARTS,
    offset=st.integers(0, 1439),
    step=st.integers(17, 97),
    holidays=HOLIDAYS,
    workdays=WORKDAYS,
)
@example(of=NIGHT, zone=BERLIN, start="2026-10-23", offset=0, step=7, holidays=set(), workdays={})
@example(of=SHOP, zone=BERLIN, start="2027-03-26", offset=0, step=7, holidays=set(), workdays={})
@example(of=FEAST, zone=BERLIN, start="2026-10-23", offset=0, step=7, holidays={1, 2}, workdays={3: 0})
def test_the_alarm_is_that_of_a_simulation_of_every_minute(
    of: Hourly[float],
    zone: ZoneInfo,
    start: str,
    offset: int,
    step: int,
    holidays: set[int],
    workdays: dict[int, int],
) -> None:
    event = at(start, ZoneInfo("UTC")) + offset * MINUTE
    days = calendar(zone, date.fromisoformat(start), holidays, workdays)
    minutes = list(simulated(of, days, event, 5 * 1440))
    for now, alarm in minutes[::step]:
        assert asked(of, days, now, event) == alarm, now


@settings(max_examples=25, deadline=None)
@given(of=LIMITS, zone=ZONES, start=STARTS, days=st.integers(0, 20), step=st.integers(40, 90))
def test_without_an_event_an_alarm_ends_only_where_the_limit_becomes_looser(
    of: Hourly[float], zone: ZoneInfo, start: str, days: int, step: int
) -> None:
    event = at(start, ZoneInfo("UTC"))
    before: bool | None = None
    for passed in range(days * 1440, (days + 4) * 1440, step):
        now = event + passed * MINUTE
        alarm = asked(of, Calendar(zone), now, event)
        if before and not alarm:
            values = [of.at(now - back * MINUTE, Calendar(zone)) for back in range(step, -1, -1)]
            assert any(
                new is None or (old is not None and new > old) for old, new in itertools.pairwise(values)
            ), now
        before = alarm


@settings(max_examples=25, deadline=None)
@given(of=LIMITS, zone=ZONES, start=STARTS, ages=st.lists(st.integers(0, 12000), min_size=2, max_size=6))
def test_a_newer_event_never_makes_a_flow_more_silent(
    of: Hourly[float], zone: ZoneInfo, start: str, ages: list[int]
) -> None:
    now = at(start, ZoneInfo("UTC"))
    alarms = [asked(of, Calendar(zone), now, now - age * MINUTE) for age in sorted(ages)]
    assert all(older or not newer for newer, older in itertools.pairwise(alarms))
