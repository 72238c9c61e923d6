"""Zdravmart, an invented marketplace: GET, bearer token, numbered pages, ISO times, roubles as text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Site, moment, roubles, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import MOSCOW

T = TypeVar("T")

_WORDS = {
    OrderStatus.NEW: "PAID",
    OrderStatus.ASSEMBLING: "PICKING",
    OrderStatus.PACKED: "READY",
    OrderStatus.HANDED_OVER: "SHIPPED",
    OrderStatus.DELIVERED: "RECEIVED",
    OrderStatus.CANCELLED_BY_BUYER: "CANCELLED_BY_USER",
    OrderStatus.CANCELLED_BY_SELLER: "CANCELLED_BY_SHOP",
    OrderStatus.CANCELLED_BY_CHANNEL: "CANCELLED_BY_ZDRAVMART",
}
_CODES = {401: "token_expired", 404: "no_such_method", 429: "too_many_requests", 500: "internal_error"}


class Zdravmart(Face):
    """One seller account."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("GET", "/v2/orders", self.orders),
            Operation("GET", "/v2/orders/active", self.active),
            Operation("GET", "/v2/offers", self.offers),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {self._site.key}"

    def refusal(self, status: int, message: str) -> Any:
        return {"error": {"code": _CODES.get(status, "bad_request"), "message": message}}

    def orders(self, call: Call) -> Any:
        since = moment(call.query.get("created_from"), "created_from")
        return self._page(call, "orders", self._site.world.orders(self._site.place, since), 200, self._order)

    def active(self, call: Call) -> Any:
        return self._page(call, "orders", self._site.world.unfinished(self._site.place), 200, self._order)

    def offers(self, call: Call) -> Any:
        return self._page(call, "offers", self._site.world.goods.shown(self._site.place), 1000, _offer)

    def _page(
        self, call: Call, name: str, rows: Sequence[T], most: int, made: Callable[[T], Mapping[str, Any]]
    ) -> Any:
        number = whole(call.query.get("page", 1), "page", 1, 2**31)
        size = whole(call.query.get("per_page", 50), "per_page", 1, most)
        page = numbered(self._site, rows, (number - 1) * size, size)
        return {
            "page": number,
            "total": (number + 1) * size if self._site.endless() else len(rows),
            name: [made(row) for row in page],
        }

    def _order(self, order: PlacedOrder) -> dict[str, str]:
        return {
            "order_id": order.number,
            "created": self._site.placed_at(order).astimezone(MOSCOW).isoformat(timespec="milliseconds"),
            "status": self._site.word(order, _WORDS, UNKNOWN_WORD),
            "sum": roubles(order.kopecks),
            "cur": "RUB",
        }


def _offer(row: Row) -> Mapping[str, Any]:
    return {"code": row.sku, "cost": roubles(row.kopecks), "quantity": row.pieces}
