"""Kupi, an invented marketplace: POST with JSON, cursor, Unix times, whole kopecks, numbers as numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Site, unix, whole
from bizprobe.sandbox.faces.paging import after, numbered
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.order import PlacedOrder

_WORDS = {
    OrderStatus.NEW: "created",
    OrderStatus.ASSEMBLING: "in_work",
    OrderStatus.PACKED: "packed",
    OrderStatus.HANDED_OVER: "courier",
    OrderStatus.DELIVERED: "done",
    OrderStatus.CANCELLED_BY_BUYER: "refused_by_client",
    OrderStatus.CANCELLED_BY_SELLER: "refused_by_seller",
    OrderStatus.CANCELLED_BY_CHANNEL: "refused_by_kupi",
}


class Kupi(Face):
    """One seller account."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("POST", "/api/orders/search", self.search),
            Operation("POST", "/api/orders/open", self.open),
            Operation("POST", "/api/goods/prices", self.prices),
            Operation("POST", "/api/goods/stocks", self.stocks),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("x-api-token") == self._site.key

    def refusal(self, status: int, message: str) -> Any:
        return {"ok": False, "error": {"status": status, "text": message}, "result": None}

    def search(self, call: Call) -> Any:
        body = _body(call)
        since = unix(body.get("from"), "from")
        return self._page(body, self._site.world.orders(self._site.place, since))

    def open(self, call: Call) -> Any:
        return self._page(_body(call), self._site.world.unfinished(self._site.place))

    def prices(self, call: Call) -> Any:
        return self._goods(_body(call), lambda row: {"article": row.sku, "price_kop": row.kopecks})

    def stocks(self, call: Call) -> Any:
        return self._goods(_body(call), lambda row: {"article": row.sku, "free": row.pieces})

    def _goods(self, body: Mapping[str, Any], made: Callable[[Row], Mapping[str, Any]]) -> Any:
        size = whole(body.get("limit", 100), "limit", 1, 500)
        start = whole(body.get("cursor") or 0, "cursor", 0, 2**31)
        rows, endless = self._site.world.goods.shown(self._site.place), self._site.endless()
        items = [made(row) for row in numbered(self._site, rows, start, size)]
        more = endless or start + size < len(rows)
        return _result(items, str(size if endless else start + size) if more else None)

    def _page(self, body: Mapping[str, Any], rows: Sequence[PlacedOrder]) -> Any:
        size = whole(body.get("limit", 100), "limit", 1, 200)
        page = after(self._site, rows, str(body.get("cursor") or ""), size)
        items = [self._item(row) for row in page.rows]
        return _result(items, page.cursor if page.more else None)

    def _item(self, order: PlacedOrder) -> dict[str, Any]:
        return {
            "id": int(order.number),
            "ts": int(self._site.placed_at(order).timestamp()),
            "state": self._site.word(order, _WORDS, UNKNOWN_WORD),
            "total_kop": order.kopecks,
        }


def _result(items: Sequence[Mapping[str, Any]], cursor: str | None) -> Any:
    return {"ok": True, "error": None, "result": {"items": items, "next": cursor}}


def _body(call: Call) -> Mapping[str, Any]:
    if not isinstance(call.body, dict):
        raise ClientError("a JSON object is expected", status=400)
    return call.body
