"""A small world for comparisons: a system and a channel that tests fill, a clock that they move."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.probes import prices, stocks
from bizprobe.reading import Probe, Reading
from bizprobe.records import PricePage, StockPage
from bizprobe.remote.account import Account
from bizprobe.settings.calendar import CalendarSettings
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from tests.unit.probes.flow.world import CrmSettings, HandClock, MarketSettings

PAGE_URL = "http://127.0.0.1:19310/probes/apteka/ozon-it"
KINDS = {"prices": prices.KIND, "stocks": stocks.KIND}


@dataclass
class FakeShelf:
    """A side that hands over the pages that a test gave it."""

    price_pages: Sequence[PricePage] = ()
    stock_pages: Sequence[StockPage] = ()
    fault: Exception | None = None
    asked_for: list[str] = field(default_factory=list)

    def price(self, amounts: dict[str, str], currency: str = "RUB", quarantined: Sequence[str] = ()) -> None:
        self.price_pages = [
            PricePage(1, list(amounts), list(amounts.values()), currency, quarantined=quarantined)
        ]

    def stock(self, counts: dict[str, int], *, reserved: bool = False) -> None:
        self.stock_pages = [StockPage(1, list(counts), list(counts.values()), reserved=reserved)]

    async def prices(self, channel: str = "") -> AsyncIterator[PricePage]:
        self.asked_for.append(channel)
        for page in self.price_pages:
            yield page
        if self.fault is not None:
            raise self.fault

    async def stocks(self, channel: str = "") -> AsyncIterator[StockPage]:
        self.asked_for.append(channel)
        for page in self.stock_pages:
            yield page
        if self.fault is not None:
            raise self.fault


def _no_account(limits: RequestLimits) -> Account:
    raise AssertionError("a comparison has no account of its own")


class ComparisonWorld:
    """One dealer with one channel, one system and one comparison of them."""

    def __init__(self, folder: Path, kind: str, **settings: Any) -> None:
        self.folder = folder
        self.kind = KINDS[kind]
        self.clock = HandClock()
        self.ours = FakeShelf()
        self.theirs = FakeShelf()
        self.settings = {"kind": kind, "channel": "ozon", "system": "erp", "grace": "0s", **settings}
        self.state = StateFile(folder / "state.db")
        self.days: CalendarSettings | None = None

    def dealer(self, **more: dict[str, Any]) -> Dealer:
        """The dealer; `more` are settings of further probes of the same kind."""
        blocks = {"ozon-it": self.settings} | {
            name.replace("_", "-"): self.settings | own for name, own in more.items()
        }
        return Dealer(
            name="apteka",
            title="Apteka Plus",
            timezone=ZoneInfo("UTC"),
            days=self.days,
            systems={"erp": CrmSettings(), "crm": CrmSettings(can=frozenset({Offer.ORDERS}))},
            channels={
                "ozon": MarketSettings(),
                "kupi": MarketSettings(),
                "calls": MarketSettings(can=frozenset({Offer.ORDERS})),
            },
            probes={name: self.kind.settings.model_validate(block) for name, block in blocks.items()},
        )

    def probe(self) -> Probe:
        dealer = self.dealer()
        surroundings = Surroundings(
            dealer=dealer,
            name="ozon-it",
            clock=self.clock,
            account=_no_account,
            state=self.state,
            systems={"erp": self.ours},  # type: ignore[dict-item]
            channels={"ozon": self.theirs},  # type: ignore[dict-item]
            page_url=PAGE_URL,
        )
        build: Any = self.kind.build
        probe: Probe = build(dealer.probes["ozon-it"], surroundings)
        return probe

    async def run(self) -> Reading:
        return await self.probe().run()

    async def restart(self) -> None:
        """The state file is closed and opened again."""
        await self.state.aclose()
        self.state = StateFile(self.folder / "state.db")


def counts(reading: Reading) -> dict[str, float]:
    """Items by state."""
    return {
        sample.labels[-1]: sample.value
        for sample in reading.samples
        if sample.family.name in ("bizprobe_price_items", "bizprobe_stock_items")
    }


def wrong(reading: Reading) -> dict[str, float]:
    """Items by state, without those that match and without zeros."""
    return {state: value for state, value in counts(reading).items() if value and state != "matching"}
