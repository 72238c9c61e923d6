"""The forms of a car dealer's site: GET, key in a header, no pages, Unix milliseconds, no money."""

from collections.abc import Mapping
from typing import Any

from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import Call, Face, Operation, Site, moment
from bizprobe.sandbox.order import PlacedOrder

_WORDS = {
    OrderStatus.NEW: "new",
    OrderStatus.ASSEMBLING: "called",
    OrderStatus.PACKED: "called",
    OrderStatus.HANDED_OVER: "invited",
    OrderStatus.DELIVERED: "visited",
}


class Forms(Face):
    """One form: each lead is somebody who wants to be called."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def operations(self) -> tuple[Operation, ...]:
        return (Operation("GET", "/leads", self.leads),)

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("x-form-key") == self._site.key

    def refusal(self, status: int, message: str) -> Any:
        return {"message": message}

    def leads(self, call: Call) -> Any:
        since = moment(call.query.get("since"), "since")
        rows = self._site.world.orders(self._site.place, since)
        return {"leads": [self._lead(row) for row in rows]}

    def _lead(self, order: PlacedOrder) -> dict[str, Any]:
        return {
            "id": order.number,
            "received": round(self._site.placed_at(order).timestamp() * 1000),
            "stage": _WORDS.get(order.status(self._site.now()), "lost"),
        }
