"""Flows of calls and messages: who did not get through, and who waits for an answer."""

from datetime import timedelta
from pathlib import Path

import pytest

from bizprobe.reading import Finding, FindingKind
from bizprobe.records import MISSED, OrderStatus
from bizprobe.settings.model import Offer
from tests.unit.probes.flow.world import HOUR, MINUTE, NOON, MarketSettings, World, order, values

pytestmark = pytest.mark.anyio


async def test_calls_that_nobody_took_in_the_last_hour_are_counted_and_named(tmp_path: Path) -> None:
    world = World(tmp_path, flow="calls", unanswered={"warning": 0, "critical": 2})
    world.channel.rows = [
        order("1", 5 * MINUTE, status=OrderStatus.OTHER, word=MISSED),
        order("2", 50 * MINUTE, status=OrderStatus.OTHER, word=MISSED),
        order("3", 55 * MINUTE, status=OrderStatus.OTHER),
        order("4", 61 * MINUTE, status=OrderStatus.OTHER, word=MISSED),
    ]
    reading = await world.run()
    assert world.channel.channels == ["calls"]
    assert values(reading) == {
        "flow_events_total": 4,
        "flow_last_event_timestamp_seconds": (NOON - 5 * MINUTE).timestamp(),
        "flow_events_ahead": 0,
        "flow_read_timestamp_seconds": NOON.timestamp(),
        "flow_unanswered": 2,
        'flow_unanswered_limit{severity="warning"}': 0,
        'flow_unanswered_limit{severity="critical"}': 2,
        "order_status_unmapped": 0,
    }
    assert reading.findings == [
        Finding(FindingKind.CALL_MISSED, "2", since=NOON - 50 * MINUTE, note="nobody took it"),
        Finding(FindingKind.CALL_MISSED, "1", since=NOON - 5 * MINUTE, note="nobody took it"),
    ]
    assert (reading.success, reading.findings_total) == (False, 2)


@pytest.mark.parametrize(
    ("limits", "success"), [({}, True), ({"critical": 1}, True), ({"warning": 0}, False)]
)
async def test_a_missed_call_is_a_problem_where_it_is_not_tolerated(
    tmp_path: Path, limits: dict[str, int], success: bool
) -> None:
    world = World(tmp_path, flow="calls", unanswered=limits)
    world.channel.rows = [order("1", word=MISSED)]
    reading = await world.run()
    assert (reading.success, bool(reading.findings)) == (success, not success)
    assert values(reading)["flow_unanswered"] == 1


async def test_calls_of_the_night_are_nobody_s_fault_when_the_day_begins(tmp_path: Path) -> None:
    hours = {"critical": {"default": "off", "Mon-Sat 12:00-20:00": 0}}
    world = World(tmp_path, flow="calls", unanswered=hours)
    world.channel.rows = [order("1", 10 * MINUTE, word=MISSED)]
    reading = await world.run()
    assert reading.success
    assert values(reading)["flow_unanswered"] == 0
    world.channel.rows.append(order("2", -MINUTE, word=MISSED))
    world.clock.moment += 2 * MINUTE
    assert values(await world.run())["flow_unanswered"] == 1


async def test_a_missed_call_counts_for_an_hour_however_short_the_overlap(tmp_path: Path) -> None:
    world = World(tmp_path, flow="calls", overlap="1m", unanswered=0)
    world.channel.rows = [order("1", timedelta(0), word=MISSED)]
    seen = []
    for _ in range(7):
        seen.append(values(await world.run())["flow_unanswered"])
        world.clock.moment += 10 * MINUTE
    assert seen == [1] * 6 + [0]


async def test_missed_is_a_word_that_nobody_needs_to_map(tmp_path: Path) -> None:
    world = World(tmp_path, flow="calls")
    world.channel_settings = MarketSettings(can=frozenset({Offer.ORDERS}))
    world.channel.rows = [order("1", word=MISSED, mapped=False), order("2", word="lost", mapped=False)]
    found = values(await world.run())
    assert (found["flow_unanswered"], found["order_status_unmapped"]) == (1, 1)


async def test_only_calls_can_be_missed(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.channel.rows = [order("1", word=MISSED)]
    assert "flow_unanswered" not in values(await world.run())


async def test_chats_that_wait_too_long_for_an_answer_are_named(tmp_path: Path) -> None:
    limits = {"new": {"critical": {"default": "off", "09:00-20:00": "15m"}}}
    world = World(tmp_path, flow="messages", open_orders=limits)
    world.channel.open_rows = [order("u2i-1", 16 * MINUTE), order("u2i-2", 14 * MINUTE)]
    reading = await world.run()
    assert world.channel.channels == ["messages"]
    found = values(reading)
    assert found['open_orders{status="new"}'] == 2
    assert found['open_order_age_limit_seconds{status="new",severity="critical"}'] == 900
    assert reading.findings == [
        Finding(
            FindingKind.CHAT_UNANSWERED,
            "u2i-1",
            since=NOON - 16 * MINUTE,
            note="no answer for 16m, allowed are 15m (critical)",
        )
    ]
    assert not reading.success


async def test_a_chat_of_the_night_may_wait_until_some_time_after_the_day_began(tmp_path: Path) -> None:
    limits = {"new": {"critical": {"default": "off", "12:00-20:00": "15m"}}}
    world = World(tmp_path, flow="messages", open_orders=limits)
    world.channel.open_rows = [order("u2i-1", 10 * HOUR)]
    seen = []
    for _ in range(3):
        reading = await world.run()
        age = values(reading)['open_order_age_limit_seconds{status="new",severity="critical"}']
        seen.append((age, reading.success))
        world.clock.moment += 10 * MINUTE
    # The limit that is exported is the one of the oldest chat: a quarter of an hour after noon.
    assert seen == [(36900, True), (36900, True), (36900, False)]


async def test_a_silent_flow_is_named_by_what_does_not_come_in(tmp_path: Path) -> None:
    world = World(tmp_path, flow="calls", silence="1h")
    world.channel.rows = [order("1", 2 * HOUR)]
    assert [finding.note for finding in (await world.run()).findings] == [
        "no call for 2h, allowed are 1h (critical)"
    ]
