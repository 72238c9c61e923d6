"""Events whose time has not come: they are told, count once and when they came in, and hide no silence."""

from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from bizprobe import runlog
from bizprobe.reading import Finding, FindingKind
from bizprobe.runlog import RunLog
from tests.unit.probes.flow.world import HOUR, MINUTE, NOON, World, order, values

pytestmark = pytest.mark.anyio

INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("early", "ahead"),
    [(-MINUTE, 0), (MINUTE, 0), (5 * MINUTE, 0), (5 * MINUTE + INSTANT, 1), (3 * HOUR, 1)],
)
async def test_an_event_more_than_five_minutes_ahead_is_a_problem(
    tmp_path: Path, early: timedelta, ahead: int
) -> None:
    world = World(tmp_path)
    world.channel.rows = [order("1", -early)]
    reading = await world.run()
    assert values(reading)["flow_events_ahead"] == reading.findings_total == len(reading.findings) == ahead
    assert reading.success is not bool(ahead)


async def test_a_finding_says_the_time_as_it_is_written_and_how_far_it_is_ahead(tmp_path: Path) -> None:
    world = World(tmp_path)
    in_moscow = (NOON + 3 * HOUR).astimezone(timezone(3 * HOUR))
    world.channel.rows = [replace(order("1"), placed_at=in_moscow)]
    assert (await world.run()).findings == [
        Finding(
            FindingKind.TIME_AHEAD,
            "1",
            theirs="2026-11-17 18:00:00+03:00",
            note="3h ahead; check the time zone of the channel",
        )
    ]


async def test_the_farthest_hundred_become_findings_and_all_are_counted(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.channel.rows = [order(f"{number:03}", -HOUR - number * MINUTE) for number in range(130)]
    reading = await world.run()
    assert [finding.subject for finding in reading.findings] == [
        f"{number:03}" for number in range(129, 29, -1)
    ]
    assert reading.findings_total == values(reading)["flow_events_ahead"] == 130


async def test_what_came_in_during_a_long_read_is_not_ahead(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.channel.rows = [order("1", -6 * MINUTE)]

    async def for_long() -> None:
        world.clock.moment += 7 * MINUTE

    world.channel.while_read = for_long
    reading = await world.run()
    assert (reading.success, values(reading)["flow_events_ahead"]) == (True, 0)


async def test_times_of_the_book_are_not_the_channel_s(tmp_path: Path) -> None:
    world = World(tmp_path, book="crm")
    world.channel.rows, world.book.rows = [order("1")], [order("1", -3 * HOUR)]
    assert values(await world.run())["flow_events_ahead"] == 0


async def test_an_event_ahead_came_in_when_it_was_first_read_and_only_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.channel.rows = [order("1", -3 * HOUR)]
    log = RunLog(world.clock)
    runlog.start(log)
    seen = []
    for _ in range(5):
        seen.append(values(await world.run()))
        world.clock.moment += HOUR
    assert {found["flow_events_total"] for found in seen} == {1}
    assert {found["flow_last_event_timestamp_seconds"] for found in seen} == {NOON.timestamp()}
    assert [found["flow_events_ahead"] for found in seen] == [1, 1, 1, 0, 0]
    words = [text for _, text in log.lines]
    assert "1 lie in the future, up to 3h: check the time zone and the clock" in words


async def test_an_event_ahead_hides_no_silence(tmp_path: Path) -> None:
    world = World(tmp_path, silence="30m")
    world.channel.rows = [order("1", -3 * HOUR)]
    silent = []
    for _ in range(5):
        kinds = [finding.kind for finding in (await world.run()).findings]
        silent.append(FindingKind.SILENT in kinds)
        world.clock.moment += 10 * MINUTE
    assert silent == [False] * 4 + [True]


async def test_known_events_that_move_ahead_neither_count_again_nor_end_a_silence(tmp_path: Path) -> None:
    world = World(tmp_path, silence="30m")
    world.channel.rows = [order("1", 20 * MINUTE), order("2", 25 * MINUTE)]
    assert (await world.run()).success
    world.channel.rows = [order("1", 20 * MINUTE - 3 * HOUR), order("2", 25 * MINUTE - 3 * HOUR)]
    world.clock.moment += 11 * MINUTE
    reading = await world.run()
    found = values(reading)
    assert (found["flow_events_total"], found["flow_events_ahead"]) == (2, 2)
    assert found["flow_last_event_timestamp_seconds"] == (NOON - 20 * MINUTE).timestamp()
    assert [finding.kind for finding in reading.findings] == [
        FindingKind.SILENT,
        FindingKind.TIME_AHEAD,
        FindingKind.TIME_AHEAD,
    ]


async def test_once_the_zone_is_mended_all_is_well(tmp_path: Path) -> None:
    world = World(tmp_path, silence="30m")
    world.channel.rows = [order("1", -3 * HOUR)]
    assert not (await world.run()).success
    world.channel.rows = [order("1", MINUTE), order("2", -4 * MINUTE)]
    world.clock.moment += 5 * MINUTE
    reading = await world.run()
    found = values(reading)
    assert reading.success
    assert (found["flow_events_total"], found["flow_events_ahead"]) == (2, 0)
    assert found["flow_last_event_timestamp_seconds"] == (NOON + 4 * MINUTE).timestamp()
