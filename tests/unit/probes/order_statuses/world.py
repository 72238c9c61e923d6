"""A small world for order statuses: sides that tests fill, a clock that they move."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.marketplaces.own import OwnSettings
from bizprobe.probes.order_statuses import KIND
from bizprobe.reading import Probe, Reading
from bizprobe.records import OrderStatus
from bizprobe.remote.account import Account
from bizprobe.remote.budget import Budget
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from tests.unit.probes.flow.world import NOON, CrmSettings, FakeSide, HandClock, MarketSettings, order

PAGE_URL = "http://127.0.0.1:19310/probes/apteka/ozon-statuses"


def _no_account(limits: RequestLimits, budgets: Sequence[Budget] = ()) -> Account:
    raise AssertionError("a probe of order statuses has no account of its own")


class StatusWorld:
    """One dealer with three sides and one probe, which starts anew as often as a test wants."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.channel = FakeSide(self.clock)
        self.book = FakeSide(self.clock)
        self.cabinet = FakeSide(self.clock)
        self.settings: dict[str, Any] = {
            "kind": "order_statuses",
            "channel": "ozon",
            "book": "crm",
            "grace": "30m",
            **settings,
        }
        self.state = StateFile(folder / "state.db")

    def dealer(self, **more: dict[str, Any]) -> Dealer:
        """The dealer; `more` are settings of further probes."""
        blocks = {"ozon-statuses": self.settings} | {
            name.replace("_", "-"): self.settings | own for name, own in more.items()
        }
        return Dealer(
            name="apteka",
            title="Apteka Plus",
            timezone=ZoneInfo("UTC"),
            systems={"crm": CrmSettings(), "site": CrmSettings(), "erp": CrmSettings(can=frozenset())},
            channels={
                "ozon": MarketSettings(),
                "kupi": MarketSettings(can=frozenset({Offer.STOCKS})),
                "shop": OwnSettings.model_validate({"kind": "own", "system": "crm"}),
            },
            probes={name: KIND.settings.model_validate(block) for name, block in blocks.items()},
        )

    def probe(self) -> Probe:
        dealer = self.dealer()
        surroundings = Surroundings(
            dealer=dealer,
            name="ozon-statuses",
            clock=self.clock,
            account=_no_account,
            state=self.state,
            systems={"crm": self.book, "site": self.cabinet},
            channels={"ozon": self.channel},
            page_url=PAGE_URL,
        )
        settings = dealer.probes["ozon-statuses"]
        assert isinstance(settings, KIND.settings)
        return KIND.build(settings, surroundings)

    async def run(self) -> Reading:
        return await self.probe().run()

    async def restart(self) -> None:
        """The state file is closed and opened again."""
        await self.state.aclose()
        self.state = StateFile(self.folder / "state.db")


def fill(side: FakeSide, **statuses: str) -> None:
    """The orders of a side by number; a status may have the side's own word behind it: `packed Собран`."""
    side.rows = []
    for number, text in statuses.items():
        status, _, word = text.partition(" ")
        mapped = not word.startswith("?")
        found = OrderStatus(status)
        side.rows.append(order(number, status=found, word=word.lstrip("?") or status, mapped=mapped))


def states(reading: Reading, where: str = "book") -> dict[str, float]:
    """Orders by state at one side, without zeros."""
    return {
        sample.labels[-1]: sample.value
        for sample in reading.samples
        if sample.family.name == "bizprobe_order_status_orders"
        and sample.labels[-2] == where
        and sample.value
    }


__all__ = ["NOON", "PAGE_URL", "StatusWorld", "fill", "states"]
