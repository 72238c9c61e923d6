"""The seller's ERP: prices and stocks of the whole catalogue, in numbered pages; roubles as text."""

from collections.abc import Callable, Mapping
from typing import Any

from bizprobe.sandbox.faces.face import Call, Face, Operation, Site, roubles, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import Row

LIMIT = 1000


class Erp(Face):
    """What everything costs, and how much of it there is, for whatever channel."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (Operation("GET", "/prices", self.prices), Operation("GET", "/stocks", self.stocks))

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {self._site.key}"

    def refusal(self, status: int, message: str) -> Any:
        return {"error": message, "status": status}

    def prices(self, call: Call) -> Any:
        return self._page(call, lambda row: {"sku": row.sku, "price": roubles(row.kopecks)})

    def stocks(self, call: Call) -> Any:
        return self._page(call, _stocked)

    def _page(self, call: Call, made: Callable[[Row], Mapping[str, Any]]) -> Any:
        number = whole(call.query.get("page", 1), "page", 1, 2**31)
        size = whole(call.query.get("per_page", 100), "per_page", 1, LIMIT)
        rows = self._site.world.goods.held(call.query.get("channel", ""))
        page = numbered(self._site, rows, (number - 1) * size, size)
        return {
            "page": number,
            "total": (number + 1) * size if self._site.endless() else len(rows),
            "items": [made(row) for row in page],
        }


def _stocked(row: Row) -> Mapping[str, Any]:
    """More may be reserved than there is."""
    reserved = max(row.place % 3, -row.pieces)
    return {"sku": row.sku, "in_stock": row.pieces + reserved, "reserved": reserved}
