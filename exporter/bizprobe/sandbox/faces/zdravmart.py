"""Zdravmart, an invented marketplace: GET, bearer token, numbered pages, ISO times, roubles as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import Call, Operation, Site, moment, roubles, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import MOSCOW

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


class Zdravmart:
    """One seller account."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("GET", "/v2/orders", self.orders),
            Operation("GET", "/v2/orders/active", self.active),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {self._site.key}"

    def refusal(self, status: int, message: str) -> Any:
        return {"error": {"code": _CODES.get(status, "bad_request"), "message": message}}

    def orders(self, call: Call) -> Any:
        since = moment(call.query.get("created_from"), "created_from")
        return self._page(call, self._site.world.orders(self._site.place, since))

    def active(self, call: Call) -> Any:
        return self._page(call, self._site.world.unfinished(self._site.place))

    def _page(self, call: Call, rows: Sequence[PlacedOrder]) -> Any:
        number = whole(call.query.get("page", 1), "page", 1, 2**31)
        size = whole(call.query.get("per_page", 50), "per_page", 1, 200)
        endless = self._site.endless()
        page = numbered(rows, (number - 1) * size, size, endless=endless)
        return {
            "page": number,
            "total": (number + 1) * size if endless else len(rows),
            "orders": [self._order(row) for row in page],
        }

    def _order(self, order: PlacedOrder) -> dict[str, str]:
        return {
            "order_id": order.number,
            "created": order.placed_at.astimezone(MOSCOW).isoformat(timespec="milliseconds"),
            "status": _WORDS[order.status(self._site.now())],
            "sum": roubles(order.kopecks),
            "cur": "RUB",
        }
