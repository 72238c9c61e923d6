"""Apteka ryadom, an invented aggregator of pharmacies: GET, basic auth, offsets with a total, Moscow times
without a zone, Russian words, roubles as JSON numbers."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Site, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import MOSCOW

USER = "demo"
T = TypeVar("T")
_TIME = "%Y-%m-%d %H:%M:%S"
_WORDS = {
    OrderStatus.NEW: "новый",
    OrderStatus.ASSEMBLING: "собирается",
    OrderStatus.PACKED: "собран",
    OrderStatus.HANDED_OVER: "передан курьеру",
    OrderStatus.DELIVERED: "выдан",
    OrderStatus.CANCELLED_BY_BUYER: "отменён клиентом",
    OrderStatus.CANCELLED_BY_SELLER: "отменён аптекой",
    OrderStatus.CANCELLED_BY_CHANNEL: "отменён сервисом",
}


class Ryadom(Face):
    """One chain of pharmacies."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("GET", "/orders", self.orders),
            Operation("GET", "/orders/open", self.open),
            Operation("GET", "/goods", self.goods),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        pair = b64encode(f"{USER}:{self._site.key}".encode()).decode()
        return headers.get("authorization") == f"Basic {pair}"

    def refusal(self, status: int, message: str) -> Any:
        return {"ошибка": message, "код": status}

    def orders(self, call: Call) -> Any:
        try:
            since = datetime.strptime(call.query.get("date_from", ""), _TIME).replace(tzinfo=MOSCOW)
        except ValueError:
            raise ClientError(f"date_from is not a time such as {_TIME}", status=400) from None
        return self._page(call, self._site.world.orders(self._site.place, since), 250, self._item)

    def open(self, call: Call) -> Any:
        return self._page(call, self._site.world.unfinished(self._site.place), 250, self._item)

    def goods(self, call: Call) -> Any:
        return self._page(call, self._site.world.goods.shown(self._site.place), 1000, _good)

    def _page(self, call: Call, rows: Sequence[T], most: int, made: Callable[[T], Mapping[str, Any]]) -> Any:
        offset = whole(call.query.get("offset", 0), "offset", 0, 2**31)
        size = whole(call.query.get("limit", 100), "limit", 1, most)
        page = numbered(self._site, rows, offset, size)
        total = offset + 2 * size if self._site.endless() else len(rows)
        return {"total": total, "items": [made(row) for row in page]}

    def _item(self, order: PlacedOrder) -> dict[str, Any]:
        return {
            "number": order.number,
            "date": self._site.placed_at(order).astimezone(MOSCOW).strftime(_TIME),
            "status": self._site.word(order, _WORDS, UNKNOWN_WORD),
            "sum": float(Decimal(order.kopecks) / 100),
        }


def _good(row: Row) -> Mapping[str, Any]:
    return {"article": row.sku, "price": row.kopecks / 100, "left": row.pieces}
