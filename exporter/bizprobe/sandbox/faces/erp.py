"""The seller's ERP: prices and stocks of the whole catalogue, in numbered pages; roubles as text."""

from collections.abc import Callable, Mapping
from typing import Any

from bizprobe.sandbox.faces.face import Call, Operation, Site, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import Row

LIMIT = 1000


class Erp:
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
        return self._page(call, lambda row: {"sku": row.sku, "free": row.pieces})

    def _page(self, call: Call, made: Callable[[Row], Mapping[str, Any]]) -> Any:
        number = whole(call.query.get("page", 1), "page", 1, 2**31)
        size = whole(call.query.get("per_page", 100), "per_page", 1, LIMIT)
        rows, endless = self._site.world.goods.held(), self._site.endless()
        page = numbered(rows, (number - 1) * size, size, endless=endless)
        return {
            "page": number,
            "total": (number + 1) * size if endless else len(rows),
            "items": [made(row) for row in page],
        }


def roubles(kopecks: int) -> str:
    """Roubles with both digits of the kopecks."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"
