"""Ozon's price list and stocks (read 2026-08): pages of a thousand items, a total, no word on the end."""

from collections.abc import Callable, Mapping
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.sandbox.faces.face import Call, Operation, Site, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import Row

PRICES = "/v5/product/info/prices"
STOCKS = "/v4/product/info/stocks"
LIMIT = 1000

_FIRST_PRODUCT = 900_000_000
FIRST_SKU = 1_500_000_000


class OzonItems:
    """The items of one seller account."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (Operation("POST", PRICES, self.prices), Operation("POST", STOCKS, self.stocks))

    def prices(self, call: Call) -> Any:
        return self._page(call, _priced)

    def stocks(self, call: Call) -> Any:
        return self._page(call, _stocked)

    def _page(self, call: Call, made: Callable[[Row], Mapping[str, Any]]) -> Any:
        if not isinstance(call.body, dict) or not isinstance(call.body.get("filter"), dict):
            raise ClientError("filter is required", status=400)
        size = whole(call.body.get("limit"), "limit", 1, LIMIT)
        start = whole(call.body.get("cursor") or 0, "cursor", 0, 2**31)
        rows, endless = self._site.world.goods.shown(self._site.place), self._site.endless()
        page = rows[:size] if endless else numbered(self._site, rows, start, size)
        return {
            "items": [made(row) for row in page],
            "cursor": str(size if endless else start + size) if page else "",
            # A list without an end always has more than was read.
            "total": 2**31 if endless else len(rows),
        }


def _priced(row: Row) -> Mapping[str, Any]:
    price = row.kopecks / 100
    return {
        "offer_id": row.sku,
        "product_id": _FIRST_PRODUCT + row.place,
        "price": {
            "price": price,
            "old_price": 0,
            "min_price": 0,
            "marketing_seller_price": price,
            "net_price": 0,
            "currency_code": "RUB",
            "auto_action_enabled": False,
        },
        "price_indexes": {"color_index": "WITHOUT_INDEX"},
    }


def _stocked(row: Row) -> Mapping[str, Any]:
    """Ozon counts what is reserved among what is present, and what lies in its own warehouses apart."""
    reserved, sku = row.place % 3, FIRST_SKU + row.place
    own = {"type": "fbs", "present": row.pieces + reserved, "reserved": reserved, "sku": sku}
    theirs = {"type": "fbo", "present": row.place % 5, "reserved": 0, "sku": sku}
    return {
        "offer_id": row.sku,
        "product_id": _FIRST_PRODUCT + row.place,
        "stocks": [{**own, "warehouse_ids": [1020001234567]}, {**theirs, "warehouse_ids": []}],
    }
