"""Wildberries' side of the contract: a strict server, made from wildberries.yml."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.marketplaces.wildberries.channel import WildberriesChannel, WildberriesSettings
from bizprobe.remote.gate import Pace
from tests.contract.served import Breach, served
from tests.unit.remote.sides import NOON, Counts, surroundings

_CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wildberries.yml").read_text())
_NUMBER = re.compile(r"[0-9]+")
TOKEN = "t0ken"

ORDERS, STATUSES = "GET /api/v3/orders", "POST /api/v3/orders/status"
STOCKS = "POST /api/v3/stocks/{warehouse}"
SUPPLIER_ORDERS = "GET /api/v1/supplier/orders"
PRICES, QUARANTINE = "GET /api/v2/list/goods/filter", "GET /api/v2/quarantine/goods"


@dataclass
class Bucket:
    """A limit as Wildberries keeps it: so many at once, then one every so many seconds. 429 beyond."""

    burst: int
    spacing: float
    time: Callable[[], float]
    missing: float = 0.0
    at: float = 0.0

    def take(self) -> dict[str, str] | None:
        """The headers of a good answer, or None for a 429."""
        self.missing, self.at = max(self.missing - (self.time() - self.at) / self.spacing, 0.0), self.time()
        # Sums of floats come out a little short of a whole token.
        if self.missing > self.burst - 1 + 1e-6:
            return None
        self.missing += 1
        return {"X-Ratelimit-Remaining": str(int(self.burst - self.missing + 1e-6))}

    @property
    def refusal(self) -> dict[str, str]:
        """The headers of a 429."""
        wait = (self.missing - self.burst + 1) * self.spacing
        return {"X-Ratelimit-Retry": str(int(wait) + 1), "X-Ratelimit-Limit": str(self.burst)}


@dataclass
class Wildberries:
    """What it holds, what it was asked, and answers to give instead. `buckets` are its limits by host.

    `statuses` are pairs by order; an order has `new` and `waiting` unless it stands there, and none where
    its pair is None. `stocks` are amounts by warehouse and size. `page` cuts every list.
    `next_after_last` is what it names behind its last order. `statistics` are rows in the order of their last
    change, `from_inclusive` says whether the one that changed at the moment asked from is shown again.
    """

    orders: list[dict[str, Any]] = field(default_factory=list)
    statuses: dict[int, tuple[str, str] | None] = field(default_factory=dict)
    goods: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    stocks: dict[int, dict[int, int]] = field(default_factory=dict)
    statistics: list[dict[str, Any]] = field(default_factory=list)
    from_inclusive: bool = True
    page: int = 1000
    next_after_last: int | None = 0
    token: str = TOKEN
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    instead: dict[str, Response] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        _, host, path = request.url.path.split("/", 2)
        warehouse = path.removeprefix("api/v3/stocks/")
        called = f"{request.method} /{path}" if warehouse == path else STOCKS
        rules = _CONTRACT["hosts"].get(host, {}).get(called)
        if rules is None:
            return _error(404, "NotFound")
        if request.headers.get("authorization") != self.token:
            return JSONResponse(_CONTRACT["errors"]["unauthorized"], 401)
        try:
            question = await _checked(request, rules)
        except Breach as breach:
            return _error(400, str(breach))
        self.asked.append((called, question))
        told: dict[str, str] | None = {}
        if bucket := self.buckets.get(host):
            told = bucket.take()
            if told is None:
                return JSONResponse(_CONTRACT["errors"]["too_many"], 429, bucket.refusal)
        return self.instead.get(called) or JSONResponse(
            self._answers(called, question, warehouse), headers=told
        )

    def asked_of(self, called: str) -> list[dict[str, Any]]:
        """The parameters or bodies of one call, in their order."""
        return [question for name, question in self.asked if name == called]

    def _answers(self, called: str, question: dict[str, Any], warehouse: str) -> Any:
        if called == ORDERS:
            return self._orders(question)
        if called == SUPPLIER_ORDERS:
            return self._statistics(question["dateFrom"])
        if called == STATUSES:
            return {"orders": [row for number in question["orders"] for row in self._status(number)]}
        if called == STOCKS:
            held = self.stocks.get(int(warehouse), {})
            known = [size for size in question["chrtIds"] if size in held]
            return {"stocks": [{"chrtId": size, "amount": held[size]} for size in known]}
        name, rows = ("listGoods", self.goods) if called == PRICES else ("quarantineGoods", self.quarantine)
        start = int(question["offset"])
        page = rows[start : start + min(int(question["limit"]), self.page)]
        return {"data": {name: page}, "error": False, "errorText": ""}

    def _orders(self, question: dict[str, Any]) -> dict[str, Any]:
        since, until = int(question["dateFrom"]), int(question["dateTo"])
        within = [row for row in self.orders if since <= _moment(row["createdAt"]).timestamp() <= until]
        start, size = int(question["next"]), min(int(question["limit"]), self.page)
        end = start + size
        following = end if end < len(within) else self.next_after_last
        return {"next": end if following is None else following, "orders": within[start:end]}

    def _statistics(self, since: str) -> list[dict[str, Any]]:
        changed = [row for row in self.statistics if row["lastChangeDate"] >= since]
        newer = [row for row in changed if self.from_inclusive or row["lastChangeDate"] > since]
        return newer[: self.page]

    def _status(self, number: int) -> list[dict[str, Any]]:
        pair = self.statuses.get(number, ("new", "waiting"))
        if pair is None:
            return []
        return [{"id": number, "supplierStatus": pair[0], "wbStatus": pair[1], "isCancellable": True}]


async def _checked(request: Request, rules: dict[str, Any]) -> dict[str, Any]:
    if "body" in rules:
        return await _checked_body(request, rules["body"])
    params = dict(request.query_params)
    required, known = set(rules["params"]["required"]), set().union(*rules["params"].values())
    if required - set(params) or set(params) - known:
        raise Breach("parameters")
    if pattern := rules.get("changed_from"):
        if not re.fullmatch(pattern, params["dateFrom"]) or params.get("flag", "0") != "0":
            raise Breach("DateFromValueNotValidated")
        return params
    if not all(_NUMBER.fullmatch(value) for value in params.values()):
        raise Breach("a parameter is no number")
    if not _CONTRACT["limit"]["from"] <= int(params["limit"]) <= _CONTRACT["limit"]["to"]:
        raise Breach("limit")
    if "longest_period_days" in rules:
        _check_period(params, rules)
    return params


async def _checked_body(request: Request, name: str) -> dict[str, Any]:
    if request.headers.get("content-type") != "application/json":
        raise Breach("Content-Type")
    body: dict[str, Any] = json.loads(await request.body())
    if set(body) != {name} or not 1 <= len(body[name]) <= _CONTRACT["limit"]["to"]:
        raise Breach("IncorrectRequestBody")
    if not all(type(number) is int for number in body[name]):
        raise Breach("IncorrectRequestBody")
    return body


def _check_period(params: dict[str, str], rules: dict[str, Any]) -> None:
    since, until = (datetime.fromtimestamp(int(params[name]), UTC) for name in ("dateFrom", "dateTo"))
    if not timedelta(0) <= until - since <= timedelta(days=rules["longest_period_days"]):
        raise Breach("period")
    if since < NOON - timedelta(days=rules["oldest_days"]):
        raise Breach("dateFrom")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _error(status: int, code: str) -> JSONResponse:
    return JSONResponse({**_CONTRACT["errors"]["general"], "code": code}, status)


@pytest.fixture
async def wildberries(anyio_backend: str) -> AsyncIterator[Wildberries]:
    side = Wildberries()
    async with served(side.answer) as side.url:
        yield side


OpenedWildberries = Callable[..., AbstractAsyncContextManager[WildberriesChannel]]


@pytest.fixture
def opened_wildberries(wildberries: Wildberries, monkeypatch: pytest.MonkeyPatch) -> OpenedWildberries:
    monkeypatch.setenv("WB_TOKEN", TOKEN)

    @asynccontextmanager
    async def open_channel(
        meter: Counts | None = None, pace: Pace | None = None, **keys: Any
    ) -> AsyncIterator[WildberriesChannel]:
        url = wildberries.url
        keys = {
            "kind": "wildberries",
            "token": "${WB_TOKEN}",
            "base_urls": {
                "marketplace": f"{url}/marketplace-api",
                "prices": f"{url}/discounts-prices-api",
                "statistics": f"{url}/statistics-api",
            },
            "warehouses": [7],
            "limits": {"retries": 0},
            **keys,
        }
        channel = WildberriesChannel(
            WildberriesSettings.model_validate(keys), surroundings("wildberries", meter, pace=pace)
        )
        try:
            yield channel
        finally:
            await channel.aclose()

    return open_channel


def order(number: int, **keys: Any) -> dict[str, Any]:
    """An order as Wildberries gives it, with a person's data, which nobody may pass on."""
    return {
        "id": number,
        "rid": f"r{number}",
        "orderUid": "165918930_629fbc924b984618a44354475ca58675",
        "createdAt": "2026-11-22T11:00:00Z",
        "article": "0557722",
        "nmId": 12345678,
        "chrtId": 987654321,
        "skus": ["6665956397512"],
        "warehouseId": 7,
        "price": 1014,
        "finalPrice": 1014,
        "convertedPrice": 28322,
        "currencyCode": 933,
        "convertedCurrencyCode": 643,
        "cargoType": 1,
        "isZeroOrder": False,
        "comment": "Ivan, +70000000000",
        **keys,
    }


def sold(srid: str, **keys: Any) -> dict[str, Any]:
    """A row of the statistics of orders. Times are Moscow's: it was placed an hour before noon UTC."""
    return {
        "date": "2026-11-22T14:00:00",
        "lastChangeDate": "2026-11-22T14:30:00",
        "warehouseName": "Подольск",
        "warehouseType": "Склад WB",
        "countryName": "Россия",
        "regionName": "Московская",
        "supplierArticle": "0557722",
        "nmId": 12345678,
        "totalPrice": 1887,
        "discountPercent": 18,
        "spp": 26,
        "finishedPrice": 1145,
        "priceWithDisc": 1547,
        "isCancel": False,
        "cancelDate": "0001-01-01T00:00:00",
        "sticker": "Ivan, +70000000000",
        "gNumber": "34343462218572569531",
        "srid": srid,
        **keys,
    }


def good(nm_id: int, code: str, *sizes: tuple[int, str, Any], currency: str = "RUB") -> dict[str, Any]:
    """A card of the price list. A size is its chrtId, its name and its discounted price."""
    return {
        "nmID": nm_id,
        "vendorCode": code,
        "sizes": [
            {
                "sizeID": chrt_id,
                "price": 9999,
                "discountedPrice": price,
                "clubDiscountedPrice": 1,
                "techSizeName": name,
            }
            for chrt_id, name, price in sizes
        ],
        "currencyIsoCode4217": currency,
        "discount": 30,
        "clubDiscount": 5,
        "editableSizePrice": False,
        "isBadTurnover": False,
    }
