"""Yandex Market's side of the contract: a strict server, made from yandex_market.yml."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.marketplaces.yandex_market.channel import YandexMarketChannel, YandexMarketSettings
from bizprobe.remote.gate import Pace
from tests.contract.served import Breach, served
from tests.unit.remote.sides import Counts, surroundings

_CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("yandex_market.yml").read_text())
_MOSCOW = ZoneInfo("Europe/Moscow")
BUSINESS, SHOP, WAREHOUSE, API_KEY = 4711, 8071, 507, "ACMA:c0ffee"

ORDERS = "POST /v1/businesses/{business}/orders"
PRICES = "POST /v2/businesses/{business}/offer-prices"
QUARANTINE = "POST /v2/businesses/{business}/price-quarantine"
STOCKS = "POST /v3/businesses/{business}/offers/stocks"
SHOP_STOCKS = "POST /v2/campaigns/{campaign}/offers/stocks"
KEY, SHOPS = "POST /v2/auth/token", "GET /v2/campaigns"

Question = dict[str, Any]
"""The parameters and the body of a call."""


@dataclass
class YandexMarket:
    """What it holds, what it was asked, and answers to give instead.

    `stocks` are rows by warehouse. `page` cuts every list. `last_token` is what the last page names.
    """

    orders: list[dict[str, Any]] = field(default_factory=list)
    prices: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    stocks: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=lambda: ["ALL_METHODS_READ_ONLY"])
    shops: list[dict[str, Any]] = field(default_factory=lambda: [shop(SHOP)])
    page: int = 1000
    last_token: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"api-key": API_KEY})
    asked: list[tuple[str, Question]] = field(default_factory=list)
    instead: dict[str, Response] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        called = _called(request)
        if called not in _CONTRACT["calls"]:
            return refused(404, "NOT_FOUND")
        if any(request.headers.get(name) != value for name, value in self.headers.items()):
            return refused(401, "UNAUTHORIZED")
        try:
            question = await _checked(request, _CONTRACT["calls"][called])
        except Breach as breach:
            return refused(400, "BAD_REQUEST", str(breach))
        self.asked.append((called, question))
        return self.instead.get(called) or JSONResponse(self._answers(called, question))

    def asked_of(self, called: str) -> list[Question]:
        """The questions of one call, in their order."""
        return [question for name, question in self.asked if name == called]

    def _answers(self, called: str, question: Question) -> dict[str, Any]:
        if called == ORDERS:
            rows, paging = self._cut([row for row in self.orders if _wanted(row, question)], question)
            return {"orders": rows, "paging": paging}
        if called == SHOPS:
            rows, paging = self._cut(self.shops, question)
            return {"campaigns": rows, "paging": paging}
        return {"status": "OK", "result": self._result(called, question)}

    def _result(self, called: str, question: Question) -> dict[str, Any]:
        if called == KEY:
            return {"apiKey": {"name": "watcher", "authScopes": self.scopes}}
        if called == SHOP_STOCKS:
            # Without narrowing, and what was sent back lies in a warehouse of its own.
            pairs = [(place, row) for place, rows in self.stocks.items() for row in rows]
            cut, paging = self._cut(pairs, question)
            found = [{"warehouseId": place, "offers": [row]} for place, row in cut]
            return {"warehouses": found, "paging": paging}
        if called == STOCKS:
            place = question["partnerWarehouseId"]
            rows, paging = self._cut(self.stocks.get(place, []), question)
            return {"partnerWarehouseId": place, "offers": rows, "paging": paging}
        rows, paging = self._cut(self.prices if called == PRICES else self.quarantine, question)
        return {"offers": rows, "paging": paging}

    def _cut(self, rows: list[Any], question: Question) -> tuple[list[Any], dict[str, str]]:
        start = int(question.get("pageToken", "token-0").removeprefix("token-"))
        end = start + min(int(question["limit"]), self.page)
        token = f"token-{end}" if end < len(rows) else self.last_token
        return rows[start:end], {} if token is None else {"nextPageToken": token}


def _called(request: Request) -> str:
    path = request.url.path
    for name, number in (("business", BUSINESS), ("campaign", SHOP)):
        path = re.sub(rf"/({name}es|{name}s)/{number}/", rf"/\1/{{{name}}}/", path)
    return f"{request.method} {path}"


async def _checked(request: Request, rules: dict[str, Any]) -> Question:
    params = dict(request.query_params)
    if "limit" not in rules and params:
        raise Breach("parameters")
    if set(params) - {"limit", "pageToken"} or not 1 <= int(params.get("limit", 1)) <= rules.get("limit", 1):
        raise Breach("limit")
    return {**params, **await _checked_body(request, rules.get("body"))}


async def _checked_body(request: Request, rules: dict[str, list[str]] | None) -> dict[str, Any]:
    written = await request.body()
    if rules is None:
        if written:
            raise Breach("body")
        return {}
    if request.headers.get("content-type") != "application/json":
        raise Breach("Content-Type")
    body: dict[str, Any] = json.loads(written)
    _keys(body, rules)
    if "dates" in body:
        _check_dates(body["dates"])
    numbers, words = body.get("campaignIds", [1]), body.get("statuses", ["UNKNOWN"])
    if not 1 <= len(set(numbers)) == len(numbers) <= _CONTRACT["most_campaigns"]:
        raise Breach("campaignIds")
    if not words or set(words) - set(_CONTRACT["statuses"]) or len(set(words)) < len(words):
        raise Breach("statuses")
    return body


def _check_dates(dates: dict[str, str]) -> None:
    _keys(dates, _CONTRACT["dates"])
    first, after = (date.fromisoformat(dates[name]) for name in _CONTRACT["dates"]["required"])
    if not timedelta(0) < after - first <= timedelta(days=_CONTRACT["longest_period_days"]):
        raise Breach("dates")


def _keys(found: dict[str, Any], rules: dict[str, list[str]]) -> None:
    required = set(rules.get("required", ()))
    if required - set(found) or set(found) - required - set(rules.get("optional", ())):
        raise Breach("keys")


def _wanted(row: dict[str, Any], question: Question) -> bool:
    day = datetime.fromisoformat(row["creationDate"]).astimezone(_MOSCOW).date().isoformat()
    return (
        question["dates"]["creationDateFrom"] <= day < question["dates"]["creationDateTo"]
        and row["status"] in question.get("statuses", [row["status"]])
        and row["campaignId"] in question.get("campaignIds", [row["campaignId"]])
    )


def refused(status: int, code: str, message: str = "Ivan", **headers: str) -> Response:
    """A refusal in its shape."""
    body = {"status": "ERROR", "errors": [{"code": code, "message": message}]}
    return JSONResponse(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def order(number: int, **keys: Any) -> dict[str, Any]:
    """An order of yesterday, with much that nobody needs."""
    return {
        "orderId": number,
        "campaignId": SHOP,
        "programType": "FBS",
        "status": "PROCESSING",
        "substatus": "STARTED",
        "creationDate": "2026-11-22T14:00:00+03:00",
        "updateDate": "2026-11-22T14:05:00+03:00",
        "paymentType": "PREPAID",
        "paymentMethod": "YANDEX",
        "fake": False,
        "sourcePlatform": "MARKET",
        "items": [item("0557722", 1, 100.2)],
        "delivery": {"type": "DELIVERY", "serviceName": "Ivan, +70000000000"},
        "notes": "Ivan",
        **keys,
    }


def item(sku: str, count: int, payment: Any, subsidy: Any = None, currency: str = "RUR") -> dict[str, Any]:
    """A position of an order: both sums are of all pieces together."""
    sums = {"payment": payment, "subsidy": subsidy, "cashback": 5}
    prices = {
        name: {"value": value, "currencyId": currency} for name, value in sums.items() if value is not None
    }
    return {
        "id": 1,
        "offerId": sku,
        "offerName": "Ivan",
        "count": count,
        "prices": {**prices, "vat": "VAT_20"},
    }


def priced(sku: str, value: Any, currency: str = "RUR") -> dict[str, Any]:
    """An item of the price list."""
    return {
        "offerId": sku,
        "price": {
            "value": value,
            "currencyId": currency,
            "discountBase": 999,
            "updatedAt": "2026-11-22T14:00:00+03:00",
        },
    }


def held(sku: str) -> dict[str, Any]:
    """An item of the quarantine."""
    params = [{"name": "CURRENT_PRICE", "value": "1"}, {"name": "CURRENCY", "value": "RUR"}]
    return {"offerId": sku, "verdicts": [{"type": "PRICE_CHANGE", "params": params}]}


def stocked(sku: str, **counts: int) -> dict[str, Any]:
    """An item of the stocks, by the kind of stock."""
    stocks = [{"type": kind, "count": count} for kind, count in counts.items()]
    return {"offerId": sku, "stocks": stocks, "updatedAt": "2026-11-22T14:00:00+03:00"}


def shop(number: int, state: str = "AVAILABLE", business: int = BUSINESS) -> dict[str, Any]:
    """A shop of a cabinet."""
    return {
        "id": number,
        "domain": "Ivan",
        "business": {"id": business, "name": "Ivan"},
        "placementType": "FBS",
        "apiAvailability": state,
    }


@pytest.fixture
async def yandex_market(anyio_backend: str) -> AsyncIterator[YandexMarket]:
    side = YandexMarket()
    async with served(side.answer) as side.url:
        yield side


OpenedYandexMarket = Callable[..., AbstractAsyncContextManager[YandexMarketChannel]]


@pytest.fixture
def opened_yandex_market(yandex_market: YandexMarket, monkeypatch: pytest.MonkeyPatch) -> OpenedYandexMarket:
    monkeypatch.setenv("YM_KEY", API_KEY)

    @asynccontextmanager
    async def open_channel(
        meter: Counts | None = None, pace: Pace | None = None, **keys: Any
    ) -> AsyncIterator[YandexMarketChannel]:
        key = {} if "oauth_token" in keys else {"api_key": "${YM_KEY}"}
        keys = {
            "kind": "yandex_market",
            "business_id": BUSINESS,
            "warehouse": WAREHOUSE,
            "base_url": yandex_market.url,
            "limits": {"retries": 0},
            **key,
            **keys,
        }
        settings = YandexMarketSettings.model_validate(keys)
        channel = YandexMarketChannel(settings, surroundings("ym", meter, pace=pace))
        try:
            yield channel
        finally:
            await channel.aclose()

    return open_channel
