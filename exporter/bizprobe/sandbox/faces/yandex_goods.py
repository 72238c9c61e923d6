"""Yandex Market's prices, quarantine and stocks (read 2026-08). What is asked for beyond a page is cut."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bizprobe.errors import ClientError
from bizprobe.sandbox.faces.face import Call, Operation, Site, roubles, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import HeldBack, Row

T = TypeVar("T")

WAREHOUSE = 401001
_PRICES, _HELD_BACK, _STOCKS = 500, 200, 100
_SEEN = "2026-09-01T10:00:00+03:00"


class YandexGoods:
    """The goods of one business. `check` refuses what is not that business."""

    def __init__(self, site: Site, check: Callable[[Call], None]) -> None:
        self._site = site
        self._check = check

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("POST", "/v2/businesses/{business}/offer-prices", self.prices),
            Operation("POST", "/v2/businesses/{business}/price-quarantine", self.quarantine),
            Operation("POST", "/v2/businesses/{business}/settings", self.settings),
            Operation("POST", "/v3/businesses/{business}/offers/stocks", self.stocks),
            Operation("POST", "/v3/businesses/{business}/warehouses", self.warehouses),
        )

    def prices(self, call: Call) -> Any:
        rows = self._site.world.goods.shown(self._site.place)
        return self._page(call, rows, _PRICES, _priced)

    def quarantine(self, call: Call) -> Any:
        held = self._site.world.goods.held_back(self._site.place)
        return self._page(call, held, _HELD_BACK, _quarantined)

    def settings(self, call: Call) -> Any:
        self._check(call)
        return {"status": "OK", "result": {"settings": {"onlyDefaultPrice": True, "currency": "RUR"}}}

    def stocks(self, call: Call) -> Any:
        self._check(call)
        if not isinstance(call.body, dict) or call.body.get("partnerWarehouseId") != WAREHOUSE:
            raise ClientError("partnerWarehouseId is none of this business", status=400)
        rows = self._site.world.goods.shown(self._site.place)
        page = self._page(call, rows, _STOCKS, _stocked)
        page["result"]["partnerWarehouseId"] = WAREHOUSE
        return page

    def warehouses(self, call: Call) -> Any:
        self._check(call)
        model = {"placementType": "FBS", "apiAvailability": "AVAILABLE"}
        found = {"id": WAREHOUSE, "name": "Main", "models": [model]}
        return {"status": "OK", "result": {"warehouses": [found], "paging": {}}}

    def _page(
        self, call: Call, rows: Sequence[T], most: int, made: Callable[[T], Mapping[str, Any]]
    ) -> dict[str, Any]:
        self._check(call)
        # More than a page may have is cut without a word.
        size = min(whole(call.query.get("limit", most), "limit", 1, 2**31), most)
        start = whole(call.query.get("pageToken") or 0, "pageToken", 0, 2**31)
        endless = self._site.endless()
        page = numbered(self._site, rows, 0 if endless else start, size)
        more = endless or start + size < len(rows)
        paging = {"nextPageToken": str(size if endless else start + size)} if more else {}
        return {"status": "OK", "result": {"offers": [made(row) for row in page], "paging": paging}}


def _priced(row: Row) -> Mapping[str, Any]:
    price = {"value": row.kopecks / 100, "currencyId": "RUR", "updatedAt": _SEEN}
    return {"offerId": row.sku, "price": {**price, "excludedFromBestsellers": False}}


def _quarantined(held: HeldBack) -> Mapping[str, Any]:
    params = {
        "CURRENT_PRICE": roubles(held.kopecks),
        "LAST_VALID_PRICE": roubles(held.row.kopecks),
        "CURRENCY": "RUR",
    }
    named = [{"name": name, "value": value} for name, value in params.items()]
    return {"offerId": held.row.sku, "verdicts": [{"type": "PRICE_CHANGE", "params": named}]}


def _stocked(row: Row) -> Mapping[str, Any]:
    reserved = row.place % 3
    counts = {"AVAILABLE": row.pieces, "FREEZE": reserved, "FIT": row.pieces + reserved}
    stocks = [{"type": kind, "count": count} for kind, count in counts.items()]
    return {"offerId": row.sku, "stocks": stocks, "updatedAt": _SEEN}
