"""What one run of a flow probe reads, remembers and answers."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bizprobe import runlog
from bizprobe.errors import (
    BizprobeError,
    DeadlineExceededError,
    IncompleteError,
    ServerError,
    StateError,
)
from bizprobe.marketplaces.own import OwnSettings
from bizprobe.metrics.families.flow import FLOW_INFO
from bizprobe.reading import Finding, FindingKind
from bizprobe.records import Money, Order, OrderStatus
from bizprobe.runlog import RunLog
from tests.unit.probes.flow.world import HOUR, MINUTE, NOON, PAGE_URL, World, order, values

pytestmark = pytest.mark.anyio

NOON_TS = NOON.timestamp()
ALL = {
    "book": "crm",
    "silence": {"critical": {"default": "30m", "22:00-08:00": "3h"}, "warning": "4m"},
    "missing": {"critical": 2, "warning": 0},
    "open_orders": {"new": {"warning": "2h", "critical": "4h"}, "packed": "1d"},
}


async def test_a_reading_holds_every_series_of_the_flow(tmp_path: Path) -> None:
    world = World(tmp_path, "Europe/Moscow", **ALL)
    world.channel.rows = [
        order("1", 5 * MINUTE, amount=Money(129900, "RUB")),
        order("2", 40 * MINUTE, amount=Money(10050, "RUB")),
        order("3", 50 * MINUTE, amount=Money(500, "JPY")),
    ]
    world.book.rows = [order("2", 39 * MINUTE), order("9", 2 * HOUR)]
    world.channel.open_rows = [
        order("1", 5 * HOUR),
        order("2", 3 * HOUR),
        order("3", 60 * HOUR, status=OrderStatus.PACKED),
        order("4", HOUR, status=OrderStatus.OTHER, word="waiting", mapped=False),
    ]
    reading = await world.run()
    assert values(reading) == {
        "flow_events_total": 3,
        'flow_amount_total{currency="JPY"}': 500,
        'flow_amount_total{currency="RUB"}': 1399.5,
        "flow_last_event_timestamp_seconds": NOON_TS - 300,
        "flow_events_ahead": 0,
        "flow_read_timestamp_seconds": NOON_TS,
        # 08:00 in Moscow is 05:00 UTC; a constant limit counts since the flow is known.
        'flow_window_opened_timestamp_seconds{severity="critical"}': NOON_TS - 7 * 3600,
        'flow_window_opened_timestamp_seconds{severity="warning"}': NOON_TS - 25 * 3600,
        'flow_silence_limit_seconds{severity="critical"}': 1800,
        'flow_silence_limit_seconds{severity="warning"}': 240,
        'flow_missing{where="channel"}': 1,
        'flow_missing{where="book"}': 1,
        'flow_missing_limit{where="channel",severity="critical"}': 2,
        'flow_missing_limit{where="channel",severity="warning"}': 0,
        'flow_missing_limit{where="book",severity="critical"}': 2,
        'flow_missing_limit{where="book",severity="warning"}': 0,
        'open_orders{status="new"}': 2,
        'open_orders{status="assembling"}': 0,
        'open_orders{status="packed"}': 1,
        'open_orders{status="handed_over"}': 0,
        'open_orders{status="at_pickup"}': 0,
        'open_orders{status="other"}': 1,
        'oldest_open_order_timestamp_seconds{status="new"}': NOON_TS - 5 * 3600,
        'oldest_open_order_timestamp_seconds{status="packed"}': NOON_TS - 60 * 3600,
        'oldest_open_order_timestamp_seconds{status="other"}': NOON_TS - 3600,
        'open_order_age_limit_seconds{status="new",severity="warning"}': 7200,
        'open_order_age_limit_seconds{status="new",severity="critical"}': 14400,
        'open_order_age_limit_seconds{status="packed",severity="critical"}': 86400,
        "order_status_unmapped": 1,
    }
    assert len(reading.samples) == len(values(reading))
    assert {sample.labels[:3] for sample in reading.samples} == {("apteka", "ozon", "orders")}
    assert reading.findings == [
        Finding(
            FindingKind.SILENT,
            "ozon",
            since=NOON - 5 * MINUTE,
            note="no order for 5m, allowed are 4m (warning)",
        ),
        Finding(FindingKind.MISSING_IN_BOOK, "3", since=NOON - 50 * MINUTE, note="ozon has it, crm does not"),
        Finding(FindingKind.MISSING_IN_CHANNEL, "9", since=NOON - 2 * HOUR, note="crm has it, ozon does not"),
        Finding(
            FindingKind.ORDER_TOO_OLD,
            "3",
            since=NOON - 60 * HOUR,
            note="packed after 2d12h, allowed are 1d (critical)",
        ),
        Finding(
            FindingKind.ORDER_TOO_OLD,
            "1",
            since=NOON - 5 * HOUR,
            note="new after 5h, allowed are 4h (critical)",
        ),
        Finding(
            FindingKind.ORDER_TOO_OLD,
            "2",
            since=NOON - 3 * HOUR,
            note="new after 3h, allowed are 2h (warning)",
        ),
        Finding(
            FindingKind.STATUS_UNMAPPED,
            "waiting",
            note="1 with this status; add it to the statuses of the channel",
        ),
    ]
    assert reading.findings_total == 7
    assert not reading.success


async def test_a_flow_without_anything_is_all_zeros_and_no_limits(tmp_path: Path) -> None:
    reading = await World(tmp_path).run()
    assert values(reading) == {
        "flow_events_total": 0,
        "flow_events_ahead": 0,
        "flow_read_timestamp_seconds": NOON_TS,
        "order_status_unmapped": 0,
    }
    assert (reading.success, reading.findings, reading.findings_total) == (True, [], 0)


async def test_a_book_that_agrees_shows_zero_missing_on_both_sides(tmp_path: Path) -> None:
    world = World(tmp_path, book="crm", silence="30m", open_orders={"new": "4h"})
    world.channel.rows = world.book.rows = world.channel.open_rows = [order("1")]
    reading = await world.run()
    assert reading.success
    assert values(reading)['flow_missing{where="book"}'] == 0
    assert values(reading)['flow_missing{where="channel"}'] == 0
    assert world.book.channels == ["ozon"]


@pytest.mark.parametrize(
    ("settings", "own", "remote"),
    [({}, "false", "ozon"), ({"book": "crm", "business_service": "online-orders"}, "false", "ozon")],
)
async def test_what_must_exist_is_known_without_a_run(
    tmp_path: Path, settings: dict[str, Any], own: str, remote: str
) -> None:
    assert World(tmp_path, **settings).probe().expected() == [
        FLOW_INFO.sample(
            1,
            dealer="apteka",
            channel="ozon",
            flow="orders",
            probe="ozon-orders",
            own=own,
            remote=remote,
            book=settings.get("book", ""),
            business_service=settings.get("business_service", ""),
            url=PAGE_URL,
        )
    ]


async def test_the_remote_side_of_an_own_channel_is_its_system(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.channel_settings = OwnSettings.model_validate({"kind": "own", "system": "crm"})
    (info,) = world.probe().expected()
    labels = dict(zip(info.family.labels, info.labels, strict=True))
    assert (labels["own"], labels["remote"]) == ("true", "crm")


class TestCounting:
    async def test_an_order_on_two_pages_and_in_two_reads_is_counted_once(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.channel.rows = [order("1", amount=Money(100, "RUB")), order("2", amount=Money(200, "RUB"))]
        world.channel.pages = lambda rows: [rows, rows[:1]]
        for _ in range(3):
            reading = await world.run()
            world.clock.moment += MINUTE
            await world.restart()
        assert values(reading)["flow_events_total"] == 2
        assert values(reading)['flow_amount_total{currency="RUB"}'] == 3

    async def test_the_first_read_goes_back_by_the_horizon_and_a_margin(self, tmp_path: Path) -> None:
        world = World(tmp_path, horizon="10h", overlap="2h", grace="3h")
        world.channel.rows = [order("in", 13 * HOUR), order("out", 13 * HOUR + MINUTE)]
        reading = await world.run()
        assert world.channel.since == [NOON - 13 * HOUR]
        assert values(reading)["flow_events_total"] == 1

    async def test_later_reads_go_back_by_the_overlap(self, tmp_path: Path) -> None:
        world = World(tmp_path, overlap="2h")
        await world.run()
        world.clock.moment += MINUTE
        await world.run()
        assert world.channel.since[1:] == [NOON - 2 * HOUR]

    async def test_rows_before_what_was_asked_for_are_left_out(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.channel.ignores_since = True
        world.channel.rows = [order("before the first read", 26 * HOUR)]
        assert values(await world.run())["flow_events_total"] == 0
        world.channel.rows.append(order("before the overlap", 10 * HOUR))
        assert values(await world.run())["flow_events_total"] == 0

    async def test_a_later_time_of_a_known_order_is_no_new_order(self, tmp_path: Path) -> None:
        world = World(tmp_path, horizon="1h", overlap="30m")
        world.channel.rows = [order("1", 85 * MINUTE)]
        await world.run()
        world.channel.rows = [order("1", MINUTE)]
        for _ in range(3):
            reading = await world.run()
            world.clock.moment += 20 * MINUTE
        assert values(reading)["flow_events_total"] == 1

    async def test_a_longer_horizon_is_read_but_not_counted_again(self, tmp_path: Path) -> None:
        world = World(tmp_path, horizon="1h", overlap="1h", book="crm")
        world.channel.rows = [order("old", 20 * HOUR), order("new", HOUR)]
        world.book.rows = [order("new", HOUR)]
        assert values(await world.run())["flow_events_total"] == 1
        world.settings |= {"horizon": "24h", "overlap": "12h"}
        world.channel.rows.append(order("newest", MINUTE))
        for _ in range(2):
            reading = await world.run()
        assert values(reading)["flow_events_total"] == 2
        assert values(reading)['flow_missing{where="book"}'] == 1

    async def test_an_outage_longer_than_the_horizon_leaves_a_gap_that_is_noted(self, tmp_path: Path) -> None:
        world = World(tmp_path, silence="3d")
        await world.run()
        world.clock.moment += timedelta(days=10)
        world.channel.rows = [order("lost", -5 * 24 * HOUR), order("kept", -10 * 24 * HOUR)]
        log = RunLog(world.clock)
        runlog.start(log)
        reading = await world.run()
        assert values(reading)["flow_events_total"] == 1
        assert log.lines[0][1] == "what came in from 2026-11-17 12:00 to 2026-11-26 11:00 UTC stays unknown"
        opened = values(reading)['flow_window_opened_timestamp_seconds{severity="critical"}']
        assert opened == (world.clock.moment - 25 * HOUR).timestamp()

    async def test_a_clock_that_was_wrong_for_a_while_does_not_stop_the_reads(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.channel.rows = [order("1")]
        await world.run()
        world.clock.moment = NOON + timedelta(days=1000)
        await world.run()
        world.clock.moment = NOON + 2 * MINUTE
        await world.run()
        world.channel.rows.append(order("2", -3 * MINUTE))
        world.clock.moment = NOON + 4 * MINUTE
        assert values(await world.run())["flow_events_total"] == 2

    async def test_amounts_below_zero_never_lower_the_counter(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.channel.rows = [order("1", amount=Money(500, "RUB")), order("2", amount=Money(-900, "RUB"))]
        assert values(await world.run())['flow_amount_total{currency="RUB"}'] == 5


class TestFailing:
    async def test_an_incomplete_read_of_the_channel_writes_nothing(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm")
        world.channel.rows = world.book.rows = [order("1", 2 * HOUR), order("2")]
        world.channel.pages = world.book.pages = lambda rows: [rows[:1], rows[1:]]
        world.channel.fault = fault = IncompleteError("page 2 is missing")
        with pytest.raises(IncompleteError) as caught:
            await world.run()
        assert caught.value is fault
        world.channel.fault = None
        world.clock.moment += HOUR
        assert values(await world.run())["flow_events_total"] == 2
        assert world.channel.since[1] == NOON - 24 * HOUR

    async def test_a_book_that_cannot_be_read_does_not_hide_the_channel(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm", silence="1h")
        world.channel.rows = [order("1", 3 * HOUR), order("2", 2 * HOUR)]
        world.book.rows = [order("1", 3 * HOUR)]
        world.book.fault = fault = ServerError("502")
        reading = await world.run()
        assert reading.unasked is fault
        assert [finding.kind for finding in reading.findings] == [FindingKind.SILENT]
        assert values(reading)["flow_events_total"] == 2
        assert not any(name.startswith("flow_missing") for name in values(reading))

        world.book.fault = None
        world.clock.moment += MINUTE
        healed = await world.run()
        assert healed.unasked is None
        assert values(healed)['flow_missing{where="book"}'] == 1
        assert values(healed)["flow_events_total"] == 2
        assert world.book.since[1] == NOON + MINUTE - 25 * HOUR

    async def test_what_the_book_said_before_is_not_forgotten_while_it_cannot_be_read(
        self, tmp_path: Path
    ) -> None:
        world = World(tmp_path, book="crm")
        world.channel.rows = world.book.rows = [order("1", 2 * HOUR)]
        assert values(await world.run())['flow_missing{where="book"}'] == 0
        world.book.fault = ServerError("502")
        world.clock.moment += MINUTE
        await world.run()
        world.book.fault = None
        world.clock.moment += MINUTE
        assert values(await world.run())['flow_missing{where="book"}'] == 0
        assert world.book.since[2] == NOON - HOUR

    async def test_a_book_that_hangs_leaves_time_for_the_channel(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm", timeout="200ms")
        world.channel.rows = [order("1", 2 * HOUR)]
        world.book.while_read = anyio.sleep_forever
        with anyio.fail_after(10):
            reading = await world.run()
        assert isinstance(reading.unasked, DeadlineExceededError)
        assert str(reading.unasked) == "crm: no end within 0.16 s"
        assert values(reading)["flow_events_total"] == 1

    async def test_both_sides_failing_is_one_error_not_a_group(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm")
        world.channel.fault, world.book.fault = ServerError("500"), ServerError("502")
        with pytest.raises(ServerError):
            await world.run()

    async def test_a_fault_of_our_own_is_not_taken_for_one_of_the_remote_side(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm")
        world.channel.fault, world.book.fault = TypeError("ours"), None
        with pytest.raises(ExceptionGroup) as caught:
            await world.run()
        assert not caught.group_contains(BizprobeError)

    async def test_a_second_process_that_recorded_meanwhile_is_an_error(self, tmp_path: Path) -> None:
        world, other = World(tmp_path), World(tmp_path)
        world.channel.rows = other.channel.rows = [order("1")]
        assert values(await world.run())["flow_events_total"] == 1

        async def meanwhile() -> None:
            await other.run()

        world.channel.while_read = meanwhile
        with pytest.raises(StateError, match="another process recorded apteka/ozon/orders meanwhile"):
            await world.run()
        assert values(await other.run())["flow_events_total"] == 1
        await other.state.aclose()


class TestJoining:
    @pytest.mark.parametrize(
        ("ago", "missing"),
        [
            (15 * MINUTE - timedelta(seconds=1), 0),
            (15 * MINUTE, 1),
            (24 * HOUR, 1),
            (24 * HOUR + timedelta(seconds=1), 0),
        ],
    )
    async def test_an_order_is_missing_from_the_grace_period_to_the_horizon(
        self, tmp_path: Path, ago: timedelta, missing: int
    ) -> None:
        world = World(tmp_path, book="crm")
        world.channel.rows = [order("1", ago)]
        reading = await world.run()
        assert values(reading)['flow_missing{where="book"}'] == missing
        assert reading.success is (missing == 0)

    async def test_an_order_that_was_imported_late_with_its_own_time_is_found(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm", overlap="10m")
        world.channel.rows = [order("1", 5 * HOUR)]
        assert values(await world.run())['flow_missing{where="book"}'] == 1
        world.clock.moment += HOUR
        world.book.rows = [order("1", 5 * HOUR)]
        assert values(await world.run())['flow_missing{where="book"}'] == 0
        assert world.book.since[-1] == NOON - 5 * HOUR - 10 * MINUTE
        world.clock.moment += MINUTE
        await world.run()
        assert world.book.since[-1] == NOON + HOUR - 10 * MINUTE

    async def test_an_order_within_its_grace_period_is_not_lost_to_a_short_overlap(
        self, tmp_path: Path
    ) -> None:
        world = World(tmp_path, book="crm", overlap="1m")
        world.channel.rows = world.book.rows = [order("1", MINUTE)]
        world.book.shown_from = {"1": NOON + 12 * MINUTE}
        for _ in range(20):
            reading = await world.run()
            world.clock.moment += MINUTE
            assert values(reading)['flow_missing{where="book"}'] == 0

    @pytest.mark.parametrize("delay", [timedelta(0), 14 * MINUTE, 55 * MINUTE, -50 * MINUTE, 5 * HOUR])
    async def test_an_order_that_leaves_the_horizon_is_never_missing_on_its_way(
        self, tmp_path: Path, delay: timedelta
    ) -> None:
        world = World(tmp_path, book="crm", grace="15m", overlap="1h", horizon="6h")
        world.channel.rows, world.book.rows = [order("1", HOUR)], [order("1", HOUR - delay)]
        world.book.shown_from = {"1": NOON - HOUR + max(delay, timedelta(0))}
        seen = set()
        for _ in range(15 * 6):
            found = values(await world.run())
            if delay < 15 * MINUTE or world.clock.moment >= NOON + 5 * HOUR:
                seen |= {found['flow_missing{where="book"}'], found['flow_missing{where="channel"}']}
            world.clock.moment += 10 * MINUTE
        assert seen == {0}

    async def test_only_the_oldest_hundred_become_findings_and_all_are_counted(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm")
        world.channel.rows = [order(f"{number:03}", HOUR + number * MINUTE) for number in range(130)]
        reading = await world.run()
        assert [finding.subject for finding in reading.findings] == [
            f"{number:03}" for number in range(129, 29, -1)
        ]
        assert reading.findings_total == values(reading)['flow_missing{where="book"}'] == 130

    async def test_another_book_is_read_from_its_beginning(self, tmp_path: Path) -> None:
        world = World(tmp_path, book="crm")
        world.channel.rows = world.book.rows = [order("1", 3 * HOUR)]
        await world.run()
        world.settings["book"] = "erp"
        world.book.rows = []
        reading = await world.run()
        assert world.book.since[-1] == NOON - 25 * HOUR
        assert values(reading)['flow_missing{where="book"}'] == 1
        assert values(reading)["flow_events_total"] == 1


class TestSilence:
    async def test_a_quiet_night_raises_no_alarm_in_the_morning(self, tmp_path: Path) -> None:
        world = World(tmp_path, silence={"default": "30m", "22:00-08:00": "3h"})
        world.clock.moment = NOON - 6 * HOUR
        world.channel.rows = [order("1", 6 * HOUR)]
        answers: list[bool] = []
        while world.clock.moment <= NOON - 3 * HOUR:
            answers.append((await world.run()).success)
            world.clock.moment += 10 * MINUTE
        # 06:00 to 08:30 is quiet enough; from 08:40 on it is not.
        assert answers == [True] * 16 + [False] * 3

    async def test_a_flow_without_any_order_is_silent_as_long_as_it_is_known(self, tmp_path: Path) -> None:
        world = World(tmp_path, silence="30h")
        assert (await world.run()).success
        world.clock.moment += 5 * HOUR + MINUTE
        reading = await world.run()
        assert not reading.success
        assert reading.findings == [
            Finding(FindingKind.SILENT, "ozon", note="no order for 1d6h, allowed are 1d6h (critical)")
        ]


class TestOpenOrders:
    async def test_they_are_not_asked_for_without_need(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        world.channel.open_rows = [order("1")]
        assert not [name for name in values(await world.run()) if name.startswith("open_order")]

    async def test_an_order_on_two_pages_is_counted_once(self, tmp_path: Path) -> None:
        world = World(tmp_path, open_orders={})
        world.channel.open_rows = [order("1"), order("2")]

        def overlapping(rows: Sequence[Order]) -> Sequence[Sequence[Order]]:
            return [rows, rows[-1:]]

        world.channel.pages = overlapping
        assert values(await world.run())['open_orders{status="new"}'] == 2

    async def test_a_word_that_nobody_mapped_is_found_in_either_read_and_counted_once(
        self, tmp_path: Path
    ) -> None:
        world = World(tmp_path, open_orders={})
        unknown = order("1", word="odd", mapped=False)
        world.channel.rows = [unknown, order("2", word="rare", mapped=False)]
        world.channel.open_rows = [unknown, order("3", word="odd", mapped=False)]
        reading = await world.run()
        assert values(reading)["order_status_unmapped"] == 2
        assert [(finding.subject, finding.note[:2]) for finding in reading.findings] == [
            ("odd", "2 "),
            ("rare", "1 "),
        ]
