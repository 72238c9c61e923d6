"""What an exchange probe answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizprobe.errors import BadAnswerError, ServerError
from bizprobe.exchange.report import Exchange, ExchangeReport
from bizprobe.metrics.families.exchange import EXCHANGE_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.exchange import KIND
from bizprobe.probes.exchange.settings import ExchangeSettings
from bizprobe.reading import Finding, FindingKind, Probe, Reading
from bizprobe.remote.account import Account
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import Problem
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer, InboxSettings
from bizprobe.state.exchanges import ExchangeMemory
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from tests.unit.probes.flow.world import (
    HOUR,
    MINUTE,
    NOON,
    PAGE_URL,
    CrmSettings,
    HandClock,
    MarketSettings,
    values,
)

pytestmark = pytest.mark.anyio


def _no_account(limits: RequestLimits, budgets: Sequence[Budget] = ()) -> Account:
    raise AssertionError("an exchange probe asks nobody")


class ItemsOnly(MarketSettings):
    """A channel that reports one exchange."""

    def reports(self) -> frozenset[Exchange]:
        return frozenset({Exchange.ITEMS})


@dataclass
class Reporter:
    """A channel or a system that tells the exchanges that tests put into it, and notes what it was asked."""

    reports: list[ExchangeReport] = field(default_factory=list)
    fault: Exception | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def exchanges(self, *asked: Any) -> Sequence[ExchangeReport]:
        self.asked.append(asked)
        if self.fault is not None:
            raise self.fault
        return [report for report in self.reports if report.ended_at >= asked[-1]]


class ExchangeWorld:
    """One dealer with one exchange, an inbox, and a clock that tests move."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.state = StateFile(folder / "state.db")
        self.settings: dict[str, Any] = {"kind": "exchange", "channel": "ozon", "exchange": "prices"}
        self.zone = ZoneInfo("UTC")
        self.channel, self.system = Reporter(), Reporter()

    def dealer(self, inbox: InboxSettings | None = None, **more: dict[str, Any]) -> Dealer:
        blocks = {"ozon-prices": self.settings} | {
            name: self.settings | changes for name, changes in more.items()
        }
        return Dealer(
            name="apteka",
            title="Apteka Plus",
            timezone=self.zone,
            systems={"log": CrmSettings()},
            channels={"ozon": MarketSettings()},
            probes={name: ExchangeSettings.model_validate(block) for name, block in blocks.items()},
            inbox=inbox,
        )

    def probe(self) -> Probe:
        dealer = self.dealer()
        sides: dict[str, Any] = {"systems": {"log": self.system}, "channels": {"ozon": self.channel}}
        around = Surroundings(
            dealer, "ozon-prices", self.clock, _no_account, self.state, **sides, page_url=PAGE_URL
        )
        return KIND.build(ExchangeSettings.model_validate(self.settings), around)

    async def reported(self, number: int, ended_at: datetime, **counts: Any) -> None:
        await ExchangeMemory(self.state).record(self.report(number, ended_at, **counts))

    def report(self, number: int, ended_at: datetime, **counts: Any) -> ExchangeReport:
        report = {
            "dealer": "apteka",
            "channel": "ozon",
            "exchange": "prices",
            "id": str(number),
            "ended_at": ended_at,
            "sent": 10,
            "accepted": 10,
            "rejected": 0,
            **counts,
        }
        return ExchangeReport.model_validate(report)

    async def run(self) -> Reading:
        return await self.probe().run()


@pytest.fixture
async def world(tmp_path: Path, anyio_backend: str) -> AsyncIterator[ExchangeWorld]:
    made = ExchangeWorld(tmp_path)
    yield made
    await made.state.aclose()


async def test_a_reading_holds_every_series_of_the_exchange(world: ExchangeWorld) -> None:
    world.settings |= {"age": {"warning": "1h", "critical": "2h"}, "rejected": {"warning": 0, "critical": 99}}
    await world.reported(1, NOON - HOUR)
    await world.reported(
        2,
        NOON - MINUTE,
        sent=12000,
        accepted=9000,
        rejected=3000,
        pages_expected=12,
        pages_received=9,
        rejected_items=[{"key": "PH-7", "reason": "too low"}],
    )
    reading = await world.run()
    assert values(reading) == {
        'exchange_items_sent_total{exchange="prices"}': 12010,
        'exchange_items_accepted_total{exchange="prices"}': 9010,
        'exchange_items_rejected_total{exchange="prices"}': 3000,
        'exchange_items_last_sent{exchange="prices"}': 12000,
        'exchange_items_last_accepted{exchange="prices"}': 9000,
        'exchange_pages_expected{exchange="prices"}': 12,
        'exchange_pages_received{exchange="prices"}': 9,
        'exchange_last_timestamp_seconds{exchange="prices"}': (NOON - MINUTE).timestamp(),
        'exchange_age_limit_seconds{exchange="prices",severity="warning"}': 3600,
        'exchange_age_limit_seconds{exchange="prices",severity="critical"}': 7200,
        'exchange_rejected_limit{exchange="prices",severity="warning"}': 0,
        'exchange_rejected_limit{exchange="prices",severity="critical"}': 99,
    }
    assert reading.findings == [
        Finding(
            FindingKind.EXCHANGE_PAGES_LOST,
            "prices",
            "12 pages expected",
            "9 received",
            NOON - MINUTE,
            "3 lost",
        ),
        Finding(
            FindingKind.EXCHANGE_REJECTED,
            "prices",
            "12000 sent",
            "9000 accepted",
            NOON - MINUTE,
            "3000 rejected",
        ),
        Finding(FindingKind.EXCHANGE_REJECTED, "PH-7", since=NOON - MINUTE, note="too low"),
    ]
    assert not reading.success


async def test_before_the_first_report_only_counters_and_limits_are_known(world: ExchangeWorld) -> None:
    world.settings["age"] = "2h"
    reading = await world.run()
    assert values(reading) == {
        'exchange_items_sent_total{exchange="prices"}': 0,
        'exchange_items_accepted_total{exchange="prices"}': 0,
        'exchange_items_rejected_total{exchange="prices"}': 0,
        'exchange_age_limit_seconds{exchange="prices",severity="critical"}': 7200,
        'exchange_rejected_limit{exchange="prices",severity="critical"}': 0,
    }
    assert reading.findings == [
        Finding(FindingKind.SILENT, "prices", note="never reported, allowed are 2h (critical)")
    ]
    assert not reading.success


async def test_without_an_age_nothing_is_late(world: ExchangeWorld) -> None:
    assert (await world.run()).success


@pytest.mark.parametrize(
    ("counts", "rejected", "success"),
    [
        ({}, {"critical": 0}, True),
        ({"accepted": 9, "rejected": 1}, {"critical": 0}, False),
        ({"accepted": 9, "rejected": 1}, {"critical": 1}, True),
        ({"accepted": 9, "rejected": 1}, {"warning": 0, "critical": 1}, False),
        ({"accepted": 9, "rejected": 1}, {}, True),
        # Nobody knows that it arrived.
        ({"accepted": 9, "rejected": 0}, {"critical": 0}, False),
        ({"pages_expected": 2, "pages_received": 2}, {}, True),
        ({"pages_expected": 2, "pages_received": 1}, {}, False),
    ],
)
async def test_the_answer_is_yes_where_everything_arrived(
    world: ExchangeWorld, counts: dict[str, int], rejected: dict[str, int], success: bool
) -> None:
    world.settings["rejected"] = rejected
    await world.reported(1, NOON - MINUTE, **counts)
    assert (await world.run()).success is success


@pytest.mark.parametrize(
    ("age", "late"),
    [
        (2 * HOUR, None),
        (2 * HOUR + MINUTE, "the last ended 2h1m ago, allowed are 2h (warning)"),
        (5 * HOUR, "the last ended 5h ago, allowed are 4h (critical)"),
    ],
)
async def test_an_old_exchange_is_late(world: ExchangeWorld, age: timedelta, late: str | None) -> None:
    world.settings["age"] = {"warning": "2h", "critical": "4h"}
    await world.reported(1, NOON - age)
    reading = await world.run()
    assert reading.success is (late is None)
    found = [Finding(FindingKind.SILENT, "prices", since=NOON - age, note=late)] if late else []
    assert reading.findings == found


async def test_a_quiet_night_is_not_late_when_the_day_begins(world: ExchangeWorld) -> None:
    world.settings["age"] = {"default": "2h", "20:00-08:00": "off"}
    await world.reported(1, NOON.replace(hour=5))
    seen = {}
    for hour, minute in ((7, 59), (8, 0), (9, 59), (10, 1)):
        world.clock.moment = NOON.replace(hour=hour, minute=minute)
        reading = await world.run()
        limit = values(reading).get('exchange_age_limit_seconds{exchange="prices",severity="critical"}')
        seen[hour, minute] = (limit, reading.success)
    # The last one ended at 5; from 8 on two hours count.
    assert seen == {
        (7, 59): (None, True),
        (8, 0): (5 * 3600, True),
        (9, 59): (5 * 3600, True),
        (10, 1): (5 * 3600, False),
    }


async def test_the_worst_findings_are_listed_and_all_of_them_counted(world: ExchangeWorld) -> None:
    items = [{"key": f"PH-{number}"} for number in range(500)]
    await world.reported(1, NOON, sent=600, accepted=100, rejected=500, rejected_items=items)
    reading = await world.run()
    assert (len(reading.findings), reading.findings_total) == (100, 501)


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"source": "channel"}, ("prices",)),
        ({"system": "log"}, ("prices", "ozon")),
    ],
)
async def test_who_knows_is_asked_for_what_ended_since_the_last_exchange_and_each_counts_once(
    world: ExchangeWorld, settings: dict[str, str], asked: tuple[str, ...]
) -> None:
    world.settings |= settings
    who, other = world.channel, world.system
    if "system" in settings:
        who, other = other, who
    who.reports = [world.report(2, NOON - MINUTE), world.report(1, NOON - HOUR, accepted=9, rejected=1)]
    assert values(await world.run())['exchange_items_sent_total{exchange="prices"}'] == 20
    world.clock.moment += 5 * MINUTE
    who.reports.append(world.report(3, NOON + MINUTE))
    reading = await world.run()
    assert values(reading)['exchange_items_sent_total{exchange="prices"}'] == 30
    assert values(reading)['exchange_items_rejected_total{exchange="prices"}'] == 1
    assert reading.success
    assert who.asked == [(*asked, NOON - timedelta(days=1)), (*asked, NOON - MINUTE)]
    assert other.asked == []


@pytest.mark.parametrize(
    ("age", "days"), [("2h", 1), ({"warning": "2h", "critical": {"default": "3d", "Sat": "off"}}, 3)]
)
async def test_the_first_read_goes_back_as_far_as_an_exchange_may_be_old(
    world: ExchangeWorld, age: Any, days: int
) -> None:
    world.settings |= {"source": "channel", "age": age}
    await world.reported(1, NOON - timedelta(days=99))
    assert not (await world.run()).success
    assert world.channel.asked == [("prices", NOON - timedelta(days=days))]


async def test_nobody_is_asked_where_the_reports_come_by_themselves(world: ExchangeWorld) -> None:
    await world.run()
    assert world.channel.asked == world.system.asked == []


async def test_what_was_said_first_stands(world: ExchangeWorld) -> None:
    world.settings["source"] = "channel"
    world.channel.reports = [world.report(1, NOON - HOUR)]
    await world.run()
    world.channel.reports = [world.report(1, NOON - HOUR, accepted=0, rejected=10)]
    assert values(await world.run())['exchange_items_last_accepted{exchange="prices"}'] == 10


async def test_who_cannot_be_asked_makes_the_question_fail_and_not_the_exchange(world: ExchangeWorld) -> None:
    world.settings["source"] = "channel"
    await world.reported(1, NOON - HOUR)
    world.channel.fault = fault = ServerError("502")
    with pytest.raises(ServerError) as caught:
        await world.run()
    assert caught.value is fault


async def test_a_report_that_cannot_be_true_is_a_bad_answer_and_nothing_of_it_is_written(
    world: ExchangeWorld,
) -> None:
    world.settings["source"] = "channel"
    world.channel.reports = [world.report(1, NOON - HOUR), world.report(2, NOON, accepted=11)]
    with pytest.raises(BadAnswerError, match="the report 2 cannot be true: sent: 10 are fewer than 11"):
        await world.run()
    world.channel.reports = []
    assert values(await world.run())['exchange_items_sent_total{exchange="prices"}'] == 0


def test_the_exchange_is_known_from_the_configuration_alone(tmp_path: Path) -> None:
    labels = ("apteka", "ozon", "prices", "ozon-prices", PAGE_URL)
    assert ExchangeWorld(tmp_path).probe().expected() == [Sample(EXCHANGE_INFO, labels, 1)]


def test_an_exchange_has_one_probe_and_needs_an_inbox(tmp_path: Path) -> None:
    world = ExchangeWorld(tmp_path)
    inbox = InboxSettings.model_validate({"token": "${TOKEN}"})
    dealer = world.dealer(inbox, other={"exchange": "stocks"})
    assert list(dealer.probes["ozon-prices"].problems(dealer)) == []
    dealer = world.dealer(None, again={})
    assert list(dealer.probes["again"].problems(dealer)) == [
        Problem(("kind",), "dealer 'apteka' has no inbox for the reports of an exchange"),
        Problem(("exchange",), "the probe ozon-prices already watches prices of ozon"),
    ]


@pytest.mark.parametrize(
    ("settings", "offers", "expected"),
    [
        ({"source": "channel"}, Offer.EXCHANGES, []),
        ({"system": "log"}, Offer.EXCHANGES, []),
        (
            {"source": "channel"},
            Offer.ORDERS,
            [Problem(("channel",), "the channel ozon does not report exchanges")],
        ),
        ({"system": "log"}, Offer.ORDERS, [Problem(("system",), "the system log does not report exchanges")]),
        (
            {"source": "channel", "system": "log"},
            Offer.EXCHANGES,
            [Problem(("source",), "expected either source or system")],
        ),
    ],
)
def test_who_is_asked_must_report_exchanges_and_no_inbox_is_needed(
    tmp_path: Path, settings: dict[str, str], offers: Offer, expected: list[Problem]
) -> None:
    world = ExchangeWorld(tmp_path)
    world.settings |= settings
    can = frozenset({offers})
    dealer = replace(
        world.dealer(),
        channels={"ozon": MarketSettings(can=can)},
        systems={"log": CrmSettings(can=can)},
    )
    assert list(dealer.probes["ozon-prices"].problems(dealer)) == expected


def test_a_channel_that_does_not_report_this_exchange_says_which_it_does(tmp_path: Path) -> None:
    world = ExchangeWorld(tmp_path)
    world.settings["source"] = "channel"
    dealer = replace(world.dealer(), channels={"ozon": ItemsOnly()})
    assert list(dealer.probes["ozon-prices"].problems(dealer)) == [
        Problem(("exchange",), "the channel ozon reports exchanges of items only")
    ]


@pytest.mark.parametrize(
    ("settings", "asked"),
    [({}, {}), ({"source": "channel"}, {"ozon": {Offer.EXCHANGES}}), ({"system": "log"}, {})],
)
def test_what_a_channel_is_asked_for_is_known_from_the_settings(
    tmp_path: Path, settings: dict[str, str], asked: dict[str, set[Offer]]
) -> None:
    world = ExchangeWorld(tmp_path)
    world.settings |= settings
    dealer = world.dealer()
    assert dealer.probes["ozon-prices"].asks(dealer) == asked
