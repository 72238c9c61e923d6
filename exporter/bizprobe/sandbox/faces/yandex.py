"""Yandex Market's partner API (read 2026-08): orders of a business, the token, its shops.

Pages follow a token that is a query parameter; whoever asks too often is told 420.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from bizprobe.errors import ClientError
from bizprobe.records import OrderStatus
from bizprobe.sandbox.faces.face import UNKNOWN_WORD, Call, Face, Operation, Refused, Site, moment, whole
from bizprobe.sandbox.faces.paging import after
from bizprobe.sandbox.faces.yandex_goods import YandexGoods
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.goods import Line
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import MOSCOW

LIMIT = 50
_LONGEST = timedelta(days=30)
_GRANTED = 10_000
_DEPRECATED = "NO_ACCESS_BY_DEPRECATION_POLICY"
_CODES = {
    401: "UNAUTHORIZED",
    403: _DEPRECATED,
    404: "NOT_FOUND",
    420: "LIMIT_EXCEEDED",
    500: "INTERNAL_ERROR",
}
_ORDERS, _PRICING, _OFFERS = "inventory-and-order-processing", "pricing", "offers-and-cards-management"

_WORDS = {
    OrderStatus.NEW: ("PENDING", "AWAIT_CONFIRMATION"),
    OrderStatus.ASSEMBLING: ("PROCESSING", "STARTED"),
    OrderStatus.PACKED: ("PROCESSING", "READY_TO_SHIP"),
    OrderStatus.HANDED_OVER: ("DELIVERY", "DELIVERY_SERVICE_RECEIVED"),
    OrderStatus.DELIVERED: ("DELIVERED", "DELIVERY_SERVICE_DELIVERED"),
    OrderStatus.CANCELLED_BY_BUYER: ("CANCELLED", "USER_CHANGED_MIND"),
    OrderStatus.CANCELLED_BY_SELLER: ("CANCELLED", "SHOP_FAILED"),
    OrderStatus.CANCELLED_BY_CHANNEL: ("CANCELLED", "TOO_LONG_DELIVERY"),
}


class Yandex(Face):
    """One business with one shop, of the FBS scheme."""

    def __init__(self, site: Site, business: str) -> None:
        self._site = site
        self._business = business
        self._goods = YandexGoods(site, self._check)

    def operations(self) -> tuple[Operation, ...]:
        return (
            Operation("POST", "/v1/businesses/{business}/orders", self.orders),
            Operation("POST", "/v2/auth/token", self.token),
            Operation("GET", "/v2/campaigns", self.campaigns),
            *self._goods.operations(),
        )

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return headers.get("api-key") == self._site.key

    def refusal(self, status: int, message: str) -> Any:
        return {
            "status": "ERROR",
            "errors": [{"code": _CODES.get(status, "BAD_REQUEST"), "message": message}],
        }

    def too_often(self, wait: int) -> Refused:
        until = (self._site.world.now + timedelta(seconds=wait)).astimezone(UTC)
        headers = {
            "X-RateLimit-Resource-Limit": str(_GRANTED),
            "X-RateLimit-Resource-Remaining": "0",
            "X-RateLimit-Resource-Until": format_datetime(until, usegmt=True),
        }
        return Refused(420, f"Hit rate limit of {_GRANTED} parallel requests", headers)

    def retired(self) -> Refused:
        return Refused(403, "No access by deprecation policy")

    def good_headers(self) -> Mapping[str, str]:
        limit = str(_GRANTED)
        return {"X-RateLimit-Resource-Limit": limit, "X-RateLimit-Resource-Remaining": limit}

    def orders(self, call: Call) -> Any:
        self._check(call)
        size = whole(call.query.get("limit", LIMIT), "limit", 1, LIMIT)
        page = after(self._site, self._wanted(call.body or {}), call.query.get("pageToken", ""), size)
        return {
            "orders": [self._order(row) for row in page.rows],
            "paging": {"nextPageToken": page.cursor} if page.more else {},
        }

    def token(self, call: Call) -> Any:
        areas = [_ORDERS, _OFFERS] if self._site.has(FaultName.KEY_RIGHTS) else [_ORDERS, _PRICING, _OFFERS]
        scopes = [f"{area}:read-only" for area in areas]
        return {"status": "OK", "result": {"apiKey": {"name": "bizprobe", "authScopes": scopes}}}

    def campaigns(self, call: Call) -> Any:
        business = {"id": int(self._business), "name": "Demo pharmacies"}
        shop = {
            "id": int(self._business) + 1,
            "domain": "Demo pharmacies",
            "business": business,
            "placementType": "FBS",
            "apiAvailability": "AVAILABLE",
        }
        return {"campaigns": [shop], "paging": {}}

    def _check(self, call: Call) -> None:
        if call.places["business"] != self._business:
            raise ClientError("there is no such business", status=404)
        if call.body is not None and not isinstance(call.body, dict):
            raise ClientError("a JSON object is expected", status=400)

    def _wanted(self, body: Mapping[str, Any]) -> Sequence[PlacedOrder]:
        """The orders that the filter of a request asks for, by time of placing."""
        dates, statuses = body.get("dates") or {}, body.get("statuses")
        since, to = self._created(dates)
        found = self._site.world.orders(self._site.place, since, to)
        if "updateDateFrom" in dates:
            updated = moment(dates["updateDateFrom"], "updateDateFrom").timestamp()
            found = [order for order in found if order.changed_at(self._site.now()) >= updated]
        if statuses:
            found = [order for order in found if self._words(order)[0] in statuses]
        return found

    def _created(self, dates: Mapping[str, Any]) -> tuple[datetime, datetime]:
        """Whole days of Moscow, the second one left out; without dates the last thirty days."""
        to = _day(dates.get("creationDateTo"), self._site.world.now + timedelta(days=1))
        since = _day(dates.get("creationDateFrom"), to - timedelta(days=30))
        if to - since > _LONGEST:
            raise ClientError("the period is longer than 30 days", status=400)
        return since, to

    def _words(self, order: PlacedOrder) -> tuple[str, str]:
        return self._site.word(order, _WORDS, (UNKNOWN_WORD.upper(), "UNKNOWN"))

    def _order(self, order: PlacedOrder) -> Mapping[str, Any]:
        status, substatus = self._words(order)
        changed = datetime.fromtimestamp(order.changed_at(self._site.now()), UTC)
        return {
            "orderId": order.serial,
            "campaignId": int(self._business) + 1,
            "programType": "FBS",
            "externalOrderId": order.number,
            "status": status,
            "substatus": substatus,
            "creationDate": _written(self._site.placed_at(order)),
            "updateDate": _written(changed),
            "fake": False,
            "cancelRequested": False,
            "sourcePlatform": "MARKET",
            "items": [_item(line) for line in self._site.world.goods.lines(order)],
        }


def _item(line: Line) -> Mapping[str, Any]:
    payment = {"value": line.kopecks / 100, "currencyId": "RUR"}
    return {"id": line.place + 1, "offerId": line.sku, "count": 1, "prices": {"payment": payment}}


def _day(text: Any, otherwise: datetime) -> datetime:
    """Midnight of Moscow at the beginning of a day. Raises ClientError."""
    try:
        day = otherwise.astimezone(MOSCOW).date() if text is None else date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ClientError("a date is not written as YYYY-MM-DD", status=400) from None
    return datetime.combine(day, time(), MOSCOW)


def _written(at: datetime) -> str:
    return at.astimezone(MOSCOW).isoformat(timespec="milliseconds")
