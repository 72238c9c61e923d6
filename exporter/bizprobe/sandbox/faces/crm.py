"""The seller's book: a CRM with a small JSON API, where the orders of all channels arrive a little later."""

from collections.abc import Mapping
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.sandbox.faces.face import Call, Face, Operation, Site, moment, roubles, whole
from bizprobe.sandbox.faces.paging import numbered
from bizprobe.sandbox.order import PlacedOrder


class Crm(Face):
    """The book of the dealer `demo`. Its times are when an order reached it, its statuses are canonical."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._channels = frozenset(place.name for place in site.world.channels() if place.sells)

    def operations(self) -> tuple[Operation, ...]:
        return (Operation("GET", "/orders", self.orders),)

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("authorization") == f"Bearer {self._site.key}"

    def refusal(self, status: int, message: str) -> Any:
        return {"error": {"status": status, "message": message}}

    def orders(self, call: Call) -> Any:
        channel = call.query.get("channel", "")
        if channel not in self._channels:
            raise ClientError("channel is not one of ours", status=400)
        rows = self._site.world.booked(channel, moment(call.query.get("since"), "since"))
        start = whole(call.query.get("cursor") or 0, "cursor", 0, 2**31)
        size = whole(call.query.get("limit", 100), "limit", 1, 500)
        endless = self._site.endless()
        page = numbered(self._site, rows, start, size)
        more = endless or start + size < len(rows)
        return {
            "orders": [self._order(row, channel) for row in page],
            "total": len(rows),
            "next_cursor": str(start if endless else start + size) if more else None,
        }

    def _order(self, order: PlacedOrder, channel: str) -> dict[str, Any]:
        booked_at = order.booked_at
        return {
            "number": order.number,
            "channel": channel,
            "created_at": booked_at.isoformat(timespec="milliseconds") if booked_at else None,
            "state": self._site.world.booked_status(order, channel).value,
            "total": roubles(order.kopecks),
            "currency": "RUB",
        }
