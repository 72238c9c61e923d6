"""A small world for flow probes: a clock that tests move, a channel and a book that tests fill."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bizprobe.probes.flow import KIND
from bizprobe.probes.flow.settings import FlowSettings
from bizprobe.reading import Probe, Reading
from bizprobe.records import Money, Order, OrderStatus, Page
from bizprobe.remote.account import Account
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import ChannelSettings, SystemSettings
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PAGE_URL = "http://127.0.0.1:19310/probes/apteka/ozon-orders"


class MarketSettings(ChannelSettings):
    """A marketplace that offers whatever a test wants."""

    kind: Literal["market"] = "market"
    can: frozenset[Offer] = frozenset(Offer)
    late: timedelta = timedelta()
    statuses: dict[str, OrderStatus] = {}  # noqa: RUF012 - pydantic copies it

    def offers(self, dealer: Dealer) -> frozenset[Offer]:
        return self.can

    def delay(self) -> timedelta:
        return self.late


class CrmSettings(SystemSettings):
    """A system that offers whatever a test wants."""

    kind: Literal["crm"] = "crm"
    can: frozenset[Offer] = frozenset(Offer)

    def offers(self) -> frozenset[Offer]:
        return self.can


@dataclass
class HandClock:
    """A clock that stands until a test moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


def order(
    number: str,
    ago: timedelta = 5 * MINUTE,
    *,
    status: OrderStatus = OrderStatus.NEW,
    word: str = "",
    mapped: bool = True,
    amount: Money | None = None,
) -> Order:
    """An order placed so long before noon."""
    return Order(number, NOON - ago, status, word, mapped, amount)


def one_page(rows: Sequence[Order]) -> Sequence[Sequence[Order]]:
    return [rows]


@dataclass
class FakeSide:
    """A channel or a book. An order shows up once its moment in `shown_from` has come."""

    clock: HandClock
    rows: list[Order] = field(default_factory=list)
    open_rows: list[Order] = field(default_factory=list)
    shown_from: dict[str, datetime] = field(default_factory=dict)
    pages: Callable[[Sequence[Order]], Sequence[Sequence[Order]]] = one_page
    fault: Exception | None = None
    ignores_since: bool = False
    while_read: Callable[[], Awaitable[None]] | None = None
    since: list[datetime] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)

    async def orders(self, since: datetime, channel: str = "") -> AsyncIterator[Page[Order]]:
        self.since.append(since)
        self.channels.append(channel)
        now = self.clock.now()
        visible = [row for row in self.rows if self.shown_from.get(row.number, now) <= now]
        if self.while_read is not None:
            await self.while_read()
        async for page in self._listed(
            [row for row in visible if self.ignores_since or row.placed_at >= since]
        ):
            yield page

    async def open_orders(self, channel: str = "") -> AsyncIterator[Page[Order]]:
        async for page in self._listed(self.open_rows):
            yield page

    def calls(self, since: datetime) -> AsyncIterator[Page[Order]]:
        return self.orders(since, "calls")

    def messages(self, since: datetime) -> AsyncIterator[Page[Order]]:
        return self.orders(since, "messages")

    def open_messages(self) -> AsyncIterator[Page[Order]]:
        return self.open_orders("messages")

    async def aclose(self) -> None:
        """Nothing is held."""

    async def _listed(self, rows: Sequence[Order]) -> AsyncIterator[Page[Order]]:
        """The pages of `rows`; the fault comes after the first."""
        for number, page in enumerate(self.pages(rows), start=1):
            yield Page(number, page)
            if self.fault is not None:
                raise self.fault


def _no_account(limits: RequestLimits, budgets: Sequence[Budget] = ()) -> Account:
    raise AssertionError("a flow probe has no account of its own")


class World:
    """One dealer with one channel, one book and one probe, which starts anew as often as a test wants."""

    def __init__(self, folder: Path, zone: str = "UTC", **settings: Any) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.channel = FakeSide(self.clock)
        self.book = FakeSide(self.clock)
        self.zone = ZoneInfo(zone)
        self.settings: dict[str, Any] = {
            "kind": "flow",
            "channel": "ozon",
            "baseline": "off",
            **settings,
        }
        self.channel_settings: ChannelSettings = MarketSettings()
        self.state = StateFile(folder / "state.db")

    def dealer(self) -> Dealer:
        return Dealer(
            name="apteka",
            title="Apteka Plus",
            timezone=self.zone,
            systems={"crm": CrmSettings(), "erp": CrmSettings()},
            channels={"ozon": self.channel_settings, "kupi": MarketSettings()},
            probes={"ozon-orders": FlowSettings.model_validate(self.settings)},
        )

    def probe(self) -> Probe:
        dealer = self.dealer()
        surroundings = Surroundings(
            dealer=dealer,
            name="ozon-orders",
            clock=self.clock,
            account=_no_account,
            state=self.state,
            systems={"crm": self.book, "erp": self.book},
            channels={"ozon": self.channel},
            page_url=PAGE_URL,
        )
        settings = dealer.probes["ozon-orders"]
        assert isinstance(settings, FlowSettings)
        return KIND.build(settings, surroundings)

    async def run(self) -> Reading:
        return await self.probe().run()

    async def restart(self) -> None:
        """The state file is closed and opened again."""
        await self.state.aclose()
        self.state = StateFile(self.folder / "state.db")


def values(reading: Reading) -> dict[str, float]:
    """The samples by name and labels as Prometheus writes them, without those that every series has."""
    return {
        _name(sample.family.name, sample.family.labels, sample.labels): sample.value
        for sample in reading.samples
    }


def _name(family: str, names: tuple[str, ...], labels: tuple[str, ...]) -> str:
    own = [
        f'{name}="{value}"'
        for name, value in zip(names, labels, strict=True)
        if name not in {"dealer", "channel", "flow"}
    ]
    return family.removeprefix("bizprobe_") + (f"{{{','.join(own)}}}" if own else "")
