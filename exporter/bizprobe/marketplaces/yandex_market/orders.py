"""Orders of Yandex Market, as orders."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.yandex_market.api import Found, NextPage, YandexMarketApi, taken
from bizprobe.marketplaces.yandex_market.paths import ORDERS
from bizprobe.records import Money, Order, OrderLine, Page
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.read import Taken, in_row
from bizprobe.statuses import StatusMap

# Of Yandex Market's document of 2026-08-19: at most 30 days lie between both dates, of which the first
# belongs to the period and the second does not.
LONGEST_CALL = timedelta(days=30)
_DAY = timedelta(days=1)
_MOSCOW, _UTC = ZoneInfo("Europe/Moscow"), ZoneInfo("UTC")
_CREATED = TimeFormat("iso")
_MARKET = "MARKET"


class _Sum(msgspec.Struct, gc=False, rename="camel"):
    value: Decimal
    currency_id: str


class _Prices(msgspec.Struct, gc=False):
    payment: _Sum | None = None
    subsidy: _Sum | None = None


class _Item(msgspec.Struct, gc=False, rename="camel"):
    offer_id: str
    count: int
    prices: _Prices | None = None


class _Order(msgspec.Struct, gc=False, rename="camel"):
    order_id: int
    status: str
    creation_date: str
    items: list[_Item]
    substatus: str | None = None
    fake: bool = False
    source_platform: str | None = None

    @property
    def real(self) -> bool:
        """Whether a customer placed it at Yandex Market, which also delivers orders of other places."""
        return not self.fake and self.source_platform in (None, _MARKET)


class _Orders(Found, gc=False, kw_only=True):
    orders: list[_Order]
    paging: NextPage | None = None


_ORDERS = msgspec.json.Decoder(_Orders)


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads orders period by period, of the shops `campaigns` or of all."""

    api: YandexMarketApi
    statuses: StatusMap
    campaigns: Sequence[int]

    async def placed(
        self, since: datetime, until: datetime, words: Sequence[str] = ()
    ) -> AsyncIterator[Page[Order]]:
        """The orders placed from `since` to `until`, only those with a status of `words` if there are any."""
        number = 0
        for first, after in periods(since, until):
            body = self._body(first, after, words)
            async for found in self.api.pages(ORDERS, _ORDERS, self._take, body):
                number += 1
                yield Page(number, [order for order in found.rows if order.placed_at >= since])

    def _body(self, first: date, after: date, words: Sequence[str]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "dates": {"creationDateFrom": first.isoformat(), "creationDateTo": after.isoformat()}
        }
        narrowing = {"statuses": list(words), "campaignIds": list(self.campaigns)}
        return body | {name: chosen for name, chosen in narrowing.items() if chosen}

    def _take(self, found: _Orders) -> Taken[Sequence[Order]]:
        orders = []
        for number, row in enumerate(found.orders, start=1):
            if row.real:
                with in_row(number):
                    orders.append(self._order(row))
        return taken(orders, [str(row.order_id) for row in found.orders], found.paging)

    def _order(self, row: _Order) -> Order:
        order = Order(str(row.order_id), _placed_at(row), word=self._word(row))
        return self.statuses.apply(_with_lines(order, row.items))

    def _word(self, row: _Order) -> str:
        detailed = f"{row.status}/{row.substatus}"
        return detailed if detailed in self.statuses else row.status


def periods(since: datetime, until: datetime) -> Iterator[tuple[date, date]]:
    """The days of a time, in pieces of at most 30: the first day of each, and the day after its last.

    Whose days they are is not said, the answers are in Moscow's: both these and UTC's are covered.
    """
    start, end = since.astimezone(UTC).date(), until.astimezone(_MOSCOW).date() + _DAY
    while start < end:
        after = min(start + LONGEST_CALL, end)
        yield start, after
        start = after


def _placed_at(row: _Order) -> datetime:
    try:
        return _CREATED.read(row.creation_date, _UTC)
    except ValueError as error:
        raise BadAnswerError(f"creationDate {error}") from None


def _with_lines(order: Order, items: Sequence[_Item]) -> Order:
    """The order with what its goods cost, where that is told of all of them."""
    worths = [worth for worth in map(_worth, items) if worth is not None]
    if not items or len(worths) < len(items):
        return order
    currencies = {worth.currency for worth in worths}
    if len(currencies) > 1:
        raise BadAnswerError("items have prices in more than one currency")
    amount = Money(sum(worth.minor for worth in worths), worths[0].currency)
    pairs = zip(items, worths, strict=True)
    lines = tuple(line for item, worth in pairs for line in _lines(item, worth))
    return replace(order, amount=amount, lines=lines)


def _worth(item: _Item) -> Money | None:
    """What the seller gets for all pieces: from the buyer, and from Yandex Market for its discounts.

    The bonus points that a buyer pays with are among the latter.
    """
    prices = item.prices
    if prices is None or prices.payment is None:
        return None
    payment = _money(prices.payment)
    subsidy = _money(prices.subsidy) if prices.subsidy is not None else Money(0, payment.currency)
    if subsidy.currency != payment.currency:
        raise BadAnswerError("items have prices in more than one currency")
    return Money(payment.minor + subsidy.minor, payment.currency)


def _money(amount: _Sum) -> Money:
    try:
        return Money.parse(str(amount.value), amount.currency_id)
    except ValueError:
        raise BadAnswerError("items have no readable prices") from None


def _lines(item: _Item, worth: Money) -> Iterator[OrderLine]:
    """An item's pieces: as many at one price as can be, the others a kopeck dearer."""
    if item.count < 1:
        return
    each, dearer = divmod(worth.minor, item.count)
    yield OrderLine(item.offer_id, item.count - dearer, Money(each, worth.currency))
    if dearer:
        yield OrderLine(item.offer_id, dearer, Money(each + 1, worth.currency))
