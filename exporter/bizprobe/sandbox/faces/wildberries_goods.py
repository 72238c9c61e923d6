"""Wildberries' price list, quarantine and stocks (read 2026-08). Each card has one size."""

from collections.abc import Mapping, Sequence
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.sandbox.faces.face import Call, Operation, Site, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import HeldBack, Line, Row

LIMIT = 1000
_FIRST_CARD = 100_000_000
_FIRST_SIZE = 500_000_000


class WildberriesGoods:
    """The goods of one seller account, whose own warehouse has that number."""

    def __init__(self, site: Site, warehouse: int) -> None:
        self._site = site
        self._warehouse = warehouse

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("GET", "/api/v2/list/goods/filter", self.prices),
            Operation("GET", "/api/v2/quarantine/goods", self.quarantine),
            Operation("GET", "/api/v3/warehouses", self.warehouses),
            Operation("POST", "/api/v3/stocks/{warehouse}", self.stocks),
        )

    def prices(self, call: Call) -> Any:
        rows = self._site.world.goods.shown(self._site.place)
        return _good({"listGoods": [_priced(row) for row in self._page(call, rows)]})

    def quarantine(self, call: Call) -> Any:
        held = self._site.world.goods.held_back(self._site.place)
        start, size = _window(call)
        return _good({"quarantineGoods": [_quarantined(one) for one in held[start : start + size]]})

    def warehouses(self, call: Call) -> Any:
        return [{"id": self._warehouse, "name": "Main", "officeId": 15, "cargoType": 1, "deliveryType": 1}]

    def stocks(self, call: Call) -> Any:
        if call.places["warehouse"] != str(self._warehouse):
            raise ClientError("there is no such warehouse", status=404)
        wanted = call.body.get("chrtIds") if isinstance(call.body, dict) else None
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= LIMIT:
            raise ClientError("expected 1 to 1000 chrtIds", status=400)
        rows = self._site.world.goods.shown(self._site.place)
        places = [number - _FIRST_SIZE for number in wanted]
        known = [place for place in places if 0 <= place < len(rows)]
        return {"stocks": [{"chrtId": _FIRST_SIZE + place, "amount": rows[place].pieces} for place in known]}

    def _page(self, call: Call, rows: Sequence[Row]) -> Sequence[Row]:
        start, size = _window(call)
        return numbered(self._site, rows, start, size)


def card(line: Line) -> Mapping[str, Any]:
    """What an order says of its item."""
    return {
        "article": line.sku,
        "nmId": _FIRST_CARD + line.place,
        "chrtId": _FIRST_SIZE + line.place,
        "skus": [f"20{line.sku:0>11}"],
    }


def _window(call: Call) -> tuple[int, int]:
    start = whole(call.query.get("offset", 0), "offset", 0, 2**31)
    return start, whole(call.query.get("limit"), "limit", 1, LIMIT)


def _good(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"data": data, "error": False, "errorText": ""}


def _priced(row: Row) -> Mapping[str, Any]:
    price = row.kopecks / 100
    size = {
        "sizeID": _FIRST_SIZE + row.place,
        "price": price,
        "discountedPrice": price,
        "clubDiscountedPrice": price,
        "techSizeName": "0",
    }
    return {
        "nmID": _FIRST_CARD + row.place,
        "vendorCode": row.sku,
        "sizes": [size],
        "currencyIsoCode4217": "RUB",
        "discount": 0,
        "clubDiscount": 0,
        "editableSizePrice": False,
        "isBadTurnover": False,
    }


def _quarantined(held: HeldBack) -> Mapping[str, Any]:
    new, old = held.kopecks / 100, held.row.kopecks / 100
    return {
        "nmID": _FIRST_CARD + held.row.place,
        "currencyIsoCode4217": "RUB",
        "newPrice": new,
        "oldPrice": old,
        "newDiscount": 0,
        "oldDiscount": 0,
        "priceDiff": new - old,
    }
