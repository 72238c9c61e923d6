"""Ozon's seller API: the postings of the FBS scheme, version 4, prices and stocks (read 2026-08).

https://docs.ozon.ru/api/seller/ - FBS v4 has no `created_at`; `in_process_at` is the order's time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Site, moment, roubles, whole
from bizprobe.sandbox.faces.ozon_items import FIRST_SKU, PRICES, STOCKS, OzonItems
from bizprobe.sandbox.faces.paging import after
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.goods import Line
from bizprobe.sandbox.order import PlacedOrder

LIST = "/v4/posting/fbs/list"
UNFULFILLED = "/v4/posting/fbs/unfulfilled/list"
ROLES = "/v1/roles"

LIMIT = 100
_YEAR = timedelta(days=366)
_ON_ITS_WAY_AFTER = timedelta(hours=2)

# Ozon does not know whether the seller has begun to assemble: both are awaiting_packaging.
_WORDS = {
    OrderStatus.NEW: "awaiting_packaging",
    OrderStatus.ASSEMBLING: "awaiting_packaging",
    OrderStatus.PACKED: "awaiting_deliver",
    OrderStatus.HANDED_OVER: "delivering",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.CANCELLED_BY_BUYER: "cancelled",
    OrderStatus.CANCELLED_BY_SELLER: "cancelled",
    OrderStatus.CANCELLED_BY_CHANNEL: "cancelled",
}
_CANCELLED_BY = {
    OrderStatus.CANCELLED_BY_BUYER: (1, "client"),
    OrderStatus.CANCELLED_BY_SELLER: (352, "seller"),
    OrderStatus.CANCELLED_BY_CHANNEL: (402, "ozon"),
}
_SUBSTATUSES = {
    "awaiting_packaging": "posting_created",
    "awaiting_deliver": "posting_registered",
    "delivering": "posting_in_carriage",
    "delivered": "posting_received",
    "cancelled": "posting_canceled",
}
_TO_BE_PACKED = frozenset({"awaiting_packaging", "awaiting_deliver"})
# gRPC's codes, which Ozon puts beside the HTTP status.
_CODES = {400: 3, 401: 16, 403: 7, 404: 5, 415: 3, 429: 8, 500: 13}


class Ozon(Face):
    """One seller account of Ozon."""

    def __init__(self, site: Site, client_id: str) -> None:
        self._site = site
        self._client_id = client_id
        self._items = OzonItems(site)

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("POST", LIST, self.postings),
            Operation("POST", UNFULFILLED, self.unfulfilled),
            Operation("POST", ROLES, self.roles),
            *self._items.operations(),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("client-id") == self._client_id and headers.get("api-key") == self._site.key

    def refusal(self, status: int, message: str) -> Any:
        return {"code": _CODES.get(status, 2), "message": message, "details": []}

    def postings(self, call: Call) -> Any:
        body, wanted = _parts(call)
        since, to = moment(wanted.get("since"), "filter.since"), moment(wanted.get("to"), "filter.to")
        if to - since > _YEAR:
            raise ClientError("PERIOD_IS_TOO_LONG", status=400)
        words = set(wanted.get("statuses") or ())
        rows = self._site.world.orders(self._site.place, since, to)
        return self._page(body, [row for row in rows if not words or self._word(row) in words])

    def unfulfilled(self, call: Call) -> Any:
        body, wanted = _parts(call)
        period = _one_period(wanted)
        rows = [
            row
            for row in self._site.world.unfinished(self._site.place)
            if self._word(row) in _TO_BE_PACKED and period[0] <= _handed_over_by(row) <= period[1]
        ]
        page = self._page(body, rows)
        return {**page, "count": len(page["postings"])}

    def roles(self, call: Call) -> Any:
        if call.body is not None:
            raise ClientError("this method takes no body", status=415)
        goods = [STOCKS] if self._site.has(FaultName.KEY_RIGHTS) else [PRICES, STOCKS]
        return {
            "expires_at": _time(self._site.key_expires_at()),
            "roles": [
                {"name": "Posting FBS read-only", "methods": [LIST, UNFULFILLED]},
                {"name": "Product read-only", "methods": goods},
            ],
        }

    def _page(self, body: Mapping[str, Any], rows: Sequence[PlacedOrder]) -> dict[str, Any]:
        size = whole(body.get("limit"), "limit", 1, LIMIT)
        descending = str(body.get("sort_dir") or "ASC").upper() == "DESC"
        ordered = rows[::-1] if descending else rows
        cursor = str(body.get("cursor") or "")
        page = after(self._site, ordered, cursor, size, descending=descending)
        return {
            "cursor": page.cursor if page.more else "",
            "has_next": page.more,
            "postings": [self._posting(row) for row in page.rows],
        }

    def _word(self, order: PlacedOrder) -> str:
        return self._site.word(order, _WORDS, UNKNOWN_WORD)

    def _posting(self, order: PlacedOrder) -> dict[str, Any]:
        word = self._word(order)
        reason, kind = _CANCELLED_BY.get(order.status(self._site.now()), (0, ""))
        return {
            "posting_number": order.number,
            "order_id": order.serial,
            "order_number": order.number.removesuffix("-1"),
            "status": word,
            "substatus": _SUBSTATUSES.get(word, ""),
            "in_process_at": _time(self._site.placed_at(order)),
            "shipment_date": _time(_handed_over_by(order)),
            "delivering_date": None if word in _TO_BE_PACKED else _time(_handed_over_by(order)),
            "delivery_method": {"id": 21, "name": "Courier", "warehouse_id": 1020001234567},
            "cancellation": {"cancel_reason_id": reason, "cancellation_type": kind},
            "products": self._products(order),
        }

    def _products(self, order: PlacedOrder) -> list[dict[str, Any]]:
        return [_product(line) for line in self._site.world.goods.lines(order)]


def _parts(call: Call) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    wanted = call.body.get("filter") if isinstance(call.body, dict) else None
    if not isinstance(wanted, dict):
        raise ClientError("filter is required", status=400)
    return call.body, wanted


def _one_period(wanted: Mapping[str, Any]) -> tuple[datetime, datetime]:
    given = [
        name for name in ("cutoff", "delivering_date") if f"{name}_from" in wanted or f"{name}_to" in wanted
    ]
    if len(given) != 1:
        raise ClientError("give either cutoff_from and cutoff_to or delivering_date_from and _to", status=400)
    low, high = (f"{given[0]}_{end}" for end in ("from", "to"))
    return moment(wanted.get(low), f"filter.{low}"), moment(wanted.get(high), f"filter.{high}")


def _handed_over_by(order: PlacedOrder) -> datetime:
    return order.placed_at + _ON_ITS_WAY_AFTER


def _product(line: Line) -> dict[str, Any]:
    return {
        "offer_id": line.sku,
        "sku": FIRST_SKU + line.place,
        "name": f"Item {line.sku}",
        "quantity": 1,
        "price": {"amount": roubles(line.kopecks), "currency": "RUB"},
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
