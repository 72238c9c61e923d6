"""What a sold_prices probe answers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bizprobe.errors import BadAnswerError, ServerError
from bizprobe.metrics.families.sold import SOLD_PRICES_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.sold_prices import KIND
from bizprobe.probes.sold_prices.settings import SoldPricesSettings
from bizprobe.reading import Finding, FindingKind, Probe, Reading
from bizprobe.records import Money, Order, OrderLine, OrderStatus, Page, PricePage
from bizprobe.remote.account import Account
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import Problem
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer
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

QUARTER = 15 * MINUTE


def _no_account(limits: RequestLimits, budgets: Sequence[Budget] = ()) -> Account:
    raise AssertionError("the probe has no account of its own")


@dataclass
class Shop:
    """The price list and the orders that tests fill."""

    clock: HandClock
    prices_now: dict[str, str] = field(default_factory=lambda: {"a": "100.00", "b": "50"})
    currency: str = "RUB"
    sold: list[Order] = field(default_factory=list)
    fault: Exception | None = None
    asked: list[datetime] = field(default_factory=list)

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        yield PricePage(1, list(self.prices_now), list(self.prices_now.values()), self.currency)

    async def orders(self, since: datetime) -> AsyncIterator[Page[Order]]:
        self.asked.append(since)
        if self.fault is not None:
            raise self.fault
        yield Page(1, [order for order in self.sold if order.placed_at >= since])

    def sell(
        self, number: str, *lines: tuple[str, int, str], at: datetime | None = None, **more: Any
    ) -> None:
        goods = tuple(OrderLine(key, count, Money.parse(price, "RUB")) for key, count, price in lines)
        self.sold.append(Order(number, at or self.clock.moment, lines=goods, **more))


class World:
    """One dealer with one channel, one system, and a probe that tests run every quarter of an hour."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.shop = Shop(self.clock)
        self.settings = {
            "kind": "sold_prices",
            "channel": "ozon",
            "system": "erp",
            "grace": "30m",
            **settings,
        }
        self.state = StateFile(folder / "state.db")

    def dealer(self, **more: dict[str, Any]) -> Dealer:
        blocks = {"sold": self.settings} | {name: self.settings | own for name, own in more.items()}
        return Dealer(
            name="apteka",
            title="Apteka Plus",
            timezone=ZoneInfo("UTC"),
            systems={"erp": CrmSettings(), "crm": CrmSettings(can=frozenset({Offer.ORDERS}))},
            channels={"ozon": MarketSettings(), "calls": MarketSettings(can=frozenset({Offer.CALLS}))},
            probes={name: SoldPricesSettings.model_validate(block) for name, block in blocks.items()},
        )

    def probe(self) -> Probe:
        dealer = self.dealer()
        around = Surroundings(
            dealer=dealer,
            name="sold",
            clock=self.clock,
            account=_no_account,
            state=self.state,
            systems={"erp": self.shop, "books": self.shop},  # type: ignore[dict-item]  # what is asked of it
            channels={"ozon": self.shop},  # type: ignore[dict-item]  # the same
            page_url=PAGE_URL,
        )
        return KIND.build(SoldPricesSettings.model_validate(self.settings), around)

    async def run(self, times: int = 1, pause: timedelta = QUARTER) -> Reading:
        """Runs, and lets time go by before the next run."""
        for _ in range(times):
            reading = await self.probe().run()
            self.clock.moment += pause
        return reading

    async def restart(self) -> None:
        await self.state.aclose()
        self.state = StateFile(self.folder / "state.db")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def lines(reading: Reading) -> tuple[float, float, float]:
    """How many were under, over and unknown."""
    found = values(reading)
    under, over = (found[f'price_stale_lines_total{{direction="{way}"}}'] for way in ("under", "over"))
    return under, over, found["price_unknown_lines_total"]


async def test_the_first_run_shows_every_series_and_asks_for_no_orders(world: World) -> None:
    reading = await world.run()
    assert values(reading) == {
        'price_loss_amount_total{currency="RUB"}': 0,
        'price_stale_lines_total{direction="under"}': 0,
        'price_stale_lines_total{direction="over"}': 0,
        'price_stale_lines_limit{direction="under",severity="critical"}': 0,
        'price_stale_lines_limit{direction="over",severity="warning"}': 0,
        "price_unknown_lines_total": 0,
    }
    assert (reading.success, world.shop.asked) == (True, [])


async def test_a_line_below_the_price_is_named_with_its_loss(world: World) -> None:
    await world.run(4)
    sold_at = world.clock.moment - MINUTE
    world.shop.sell("77-1", ("a", 3, "99.90"), ("b", 1, "50.00"), at=sold_at)
    reading = await world.run()
    assert lines(reading) == (1, 0, 0)
    assert values(reading)['price_loss_amount_total{currency="RUB"}'] == 0.3
    assert reading.findings == [
        Finding(
            FindingKind.PRICE_STALE,
            "a",
            "100.00 RUB",
            "99.90 RUB",
            sold_at,
            "order 77-1, 3 sold, 0.30 RUB lost",
        )
    ]
    assert (reading.findings_total, reading.success) == (1, False)


async def test_a_line_above_the_price_costs_nothing(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "101"), at=world.clock.moment - MINUTE)
    reading = await world.run()
    assert (lines(reading), values(reading)['price_loss_amount_total{currency="RUB"}']) == ((0, 1, 0), 0)
    assert [finding.note for finding in reading.findings] == ["order 1, 1 sold above the valid price"]


async def test_the_old_price_stays_good_for_the_grace(world: World) -> None:
    await world.run(4)
    changed_at = world.clock.moment
    world.shop.prices_now["a"] = "120.00"
    for minutes, number in ((1, "soon"), (29, "late"), (45, "stale")):
        world.shop.sell(number, ("a", 1, "100"), at=changed_at + minutes * MINUTE)
    reading = await world.run(5)
    assert lines(reading) == (1, 0, 0)
    assert [finding.note for finding in reading.findings] == ["order stale, 1 sold, 20.00 RUB lost"]


async def test_a_new_price_is_good_since_the_last_time_the_old_one_was_seen(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "120"), at=world.clock.moment - 10 * MINUTE)
    world.shop.prices_now["a"] = "120.00"
    assert lines(await world.run()) == (0, 0, 0)


async def test_an_order_counts_once_whatever_is_killed_in_between(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment - MINUTE)
    await world.run()
    await world.restart()
    assert lines(await world.run(3)) == (1, 0, 0)


async def test_an_order_that_shows_up_late_counts(world: World) -> None:
    await world.run(6)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment - 40 * MINUTE)
    assert lines(await world.run()) == (1, 0, 0)


async def test_an_order_waits_until_the_price_of_its_time_was_seen(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment + MINUTE)
    assert lines(await world.run()) == (0, 0, 0)
    assert lines(await world.run()) == (1, 0, 0)


async def test_what_was_sold_before_any_price_was_seen_is_unknown(world: World) -> None:
    world.shop.sell("before", ("a", 1, "90"), at=NOON - MINUTE)
    world.shop.sell("stranger", ("c", 1, "90"), at=NOON + MINUTE)
    reading = await world.run(3)
    assert (lines(reading), reading.success) == ((0, 0, 2), True)


async def test_a_long_pause_leaves_prices_unknown(world: World) -> None:
    await world.run(4)
    world.clock.moment += HOUR
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment - HOUR / 2)
    assert lines(await world.run()) == (0, 0, 1)


async def test_another_system_has_other_prices(world: World) -> None:
    await world.run(4)
    world.settings["system"] = "books"
    world.shop.prices_now["a"] = "90"
    world.shop.sell("1", ("a", 1, "80"), at=world.clock.moment - MINUTE)
    reading = await world.run(3)
    assert lines(reading) == (0, 0, 1)


async def test_an_item_that_left_the_list_is_unknown_once_the_grace_is_over(world: World) -> None:
    await world.run(4)
    del world.shop.prices_now["a"]
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment + HOUR)
    assert lines(await world.run(6)) == (0, 0, 1)


async def test_what_was_cancelled_was_not_sold(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment, status=OrderStatus.CANCELLED_BY_BUYER)
    assert lines(await world.run()) == (0, 0, 0)


async def test_each_line_may_come_in_a_row_of_its_own_and_twice(world: World) -> None:
    await world.run(4)
    at = world.clock.moment - MINUTE
    for _ in range(2):
        world.shop.sell("1", ("a", 1, "90"), at=at)
        world.shop.sell("1", ("b", 2, "40"), at=at)
    reading = await world.run()
    assert lines(reading) == (2, 0, 0)
    assert [finding.subject for finding in reading.findings] == ["b", "a"]


async def test_prices_in_another_currency_are_compared_in_it(world: World) -> None:
    world.shop.currency = "USD"
    await world.run(4)
    world.shop.sell("1", ("a", 1, "100"), at=world.clock.moment - MINUTE)
    assert lines(await world.run()) == (0, 0, 1)


async def test_orders_without_lines_are_no_orders_at_right_prices(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", at=world.clock.moment - MINUTE)
    with pytest.raises(BadAnswerError, match=r"ozon: its orders do not say what was ordered \(lines\)"):
        await world.run()


async def test_a_channel_that_cannot_be_asked_loses_no_order(world: World) -> None:
    await world.run(4)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment - MINUTE)
    world.shop.fault = ServerError("down", status=500)
    for _ in range(12):
        with pytest.raises(ServerError):
            await world.run()
        world.clock.moment += QUARTER
        world.shop.prices_now["b"] = str(world.clock.moment.minute)
    world.shop.fault = None
    assert lines(await world.run()) == (1, 0, 0)


async def test_a_stale_line_is_shown_for_the_horizon_and_counted_for_good(world: World) -> None:
    world.settings |= {"horizon": "2h"}
    await world.run(4)
    world.shop.sell("1", ("a", 1, "90"), at=world.clock.moment - MINUTE)
    assert len((await world.run()).findings) == 1
    reading = await world.run(9)
    assert (reading.findings, reading.success, lines(reading)) == ([], True, (1, 0, 0))


def test_it_is_known_from_the_configuration_alone(world: World) -> None:
    labels = ("apteka", "ozon", "sold", "erp", PAGE_URL)
    assert world.probe().expected() == [Sample(SOLD_PRICES_INFO, labels, 1)]


def test_blocks_that_do_not_fit_are_named(world: World) -> None:
    dealer = world.dealer(
        other={"channel": "calls", "system": "crm", "timeout": "1h", "overlap": "2d"}, third={}
    )
    assert list(dealer.probes["other"].problems(dealer)) == [
        Problem(("channel",), "the channel calls does not offer orders"),
        Problem(("system",), "the system crm does not offer prices"),
        Problem(("timeout",), "expected at most every (15m)"),
        Problem(("overlap",), "expected at most horizon (1d)"),
    ]
    assert list(dealer.probes["third"].problems(dealer)) == [
        Problem(("channel",), "the probe sold already checks what ozon sold")
    ]
    assert dealer.probes["sold"].asks(dealer) == {"ozon": {Offer.ORDERS}}


@pytest.mark.parametrize("tolerance", ["much", -1, True, None, "1e99"])
def test_a_tolerance_is_an_amount(world: World, tolerance: Any) -> None:
    with pytest.raises(ValidationError):
        SoldPricesSettings.model_validate({**world.settings, "tolerance": tolerance})
