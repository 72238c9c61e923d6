"""Wildberries' seller API (read 2026-08): orders of the FBS scheme, prices, stocks, one host for all of it.

One order is one unit. It has two statuses, which are asked for by its number.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from operator import attrgetter
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Refused, Site, unix, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.faces.wildberries_goods import WildberriesGoods, card
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.tokens import signed

LIMIT = 1000
WAREHOUSE = 507
_LONGEST = timedelta(days=30)
_GRANTED = 300
_ROUBLES = 643

_WORDS = {
    OrderStatus.NEW: ("new", "waiting"),
    OrderStatus.ASSEMBLING: ("confirm", "waiting"),
    OrderStatus.PACKED: ("confirm", "waiting"),
    OrderStatus.HANDED_OVER: ("complete", "sorted"),
    OrderStatus.DELIVERED: ("complete", "sold"),
    OrderStatus.CANCELLED_BY_BUYER: ("confirm", "declined_by_client"),
    OrderStatus.CANCELLED_BY_SELLER: ("cancel", "canceled"),
    OrderStatus.CANCELLED_BY_CHANNEL: ("complete", "defect"),
}


class Wildberries(Face):
    """One seller account."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._goods = WildberriesGoods(site, WAREHOUSE)

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("GET", "/api/v3/orders/new", self.new),
            Operation("GET", "/api/v3/orders", self.orders),
            Operation("POST", "/api/v3/orders/status", self.statuses),
            *self._goods.operations(),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return signed(headers.get("authorization", "").removeprefix("Bearer "), self._site.key)

    def refusal(self, status: int, message: str) -> Any:
        if status not in {401, 429}:
            return {"code": HTTPStatus(status).phrase.replace(" ", ""), "message": message, "data": None}
        return {
            "title": HTTPStatus(status).phrase.lower(),
            "detail": message,
            "code": "07e4668e-ac2653b31d8a",
            "requestId": "7b80742415072fe8b6b7f7761f1d1211",
            "origin": "s2s-api-auth-marketplace",
            "status": status,
            "statusText": HTTPStatus(status).phrase,
            "timestamp": _time(self._site.world.now),
        }

    def too_often(self, wait: int) -> Refused:
        waits = {"X-Ratelimit-Retry": str(wait), "X-Ratelimit-Reset": str(wait)}
        return Refused(429, "Limited by global limiter", {**waits, "X-Ratelimit-Limit": str(_GRANTED)})

    def good_headers(self) -> Mapping[str, str]:
        return {"X-Ratelimit-Remaining": str(_GRANTED)}

    def new(self, call: Call) -> Any:
        rows = self._site.world.unfinished(self._site.place)
        return {"orders": [self._order(row) for row in rows if self._words(row)[0] == "new"]}

    def orders(self, call: Call) -> Any:
        """The page after the order `next`, which is 0 at the beginning and after the end."""
        size = whole(call.query.get("limit"), "limit", 1, LIMIT)
        last = whole(call.query.get("next"), "next", 0, 2**62)
        rows = self._placed(call)
        start = 0 if self._site.endless() else bisect_right(rows, last, key=attrgetter("serial"))
        page = numbered(self._site, rows, start, size)
        more = start + size < len(rows) or self._site.endless()
        return {
            "next": rows[start : start + size][-1].serial if more else 0,
            "orders": [self._order(row) for row in page],
        }

    def statuses(self, call: Call) -> Any:
        wanted = call.body.get("orders") if isinstance(call.body, dict) else None
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= LIMIT:
            raise ClientError("expected 1 to 1000 orders", status=400)
        found = [self._site.world.order(self._site.place, number) for number in wanted]
        return {"orders": [self._status(order) for order in found if order is not None]}

    def _placed(self, call: Call) -> Sequence[PlacedOrder]:
        to = unix(call.query.get("dateTo", int(self._site.now()) + 1), "dateTo")
        since = unix(call.query.get("dateFrom", int((to - _LONGEST).timestamp())), "dateFrom")
        if to - since > _LONGEST:
            raise ClientError("the period is longer than 30 days", status=400)
        return self._site.world.orders(self._site.place, since, to)

    def _words(self, order: PlacedOrder) -> tuple[str, str]:
        return self._site.word(order, _WORDS, (UNKNOWN_WORD, "waiting"))

    def _status(self, order: PlacedOrder) -> Mapping[str, Any]:
        supplier, own = self._words(order)
        return {"id": order.serial, "supplierStatus": supplier, "wbStatus": own, "isCancellable": False}

    def _order(self, order: PlacedOrder) -> Mapping[str, Any]:
        [line] = self._site.world.goods.lines(order)
        paid = line.kopecks
        return {
            "id": order.serial,
            "rid": f"{order.serial:x}.0.0",
            "orderUid": f"{order.serial:x}",
            "createdAt": _time(self._site.placed_at(order)),
            **card(line),
            "warehouseId": WAREHOUSE,
            "price": paid,
            "finalPrice": paid,
            "salePrice": paid,
            "convertedPrice": paid,
            "convertedFinalPrice": paid,
            "currencyCode": _ROUBLES,
            "convertedCurrencyCode": _ROUBLES,
            "cargoType": 1,
            "isZeroOrder": False,
        }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
