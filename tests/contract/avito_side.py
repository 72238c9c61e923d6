"""Avito's side of the contract: a strict server, made from avito.yml."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.marketplaces.avito.channel import AvitoChannel, AvitoSettings
from tests.contract.served import Breach, served
from tests.unit.remote.sides import Counts, surroundings

_CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("avito.yml").read_text())
CLIENT_ID, SECRET, ACCOUNT = "c1ient", "s3cret", 94235311

SELF = "GET /core/v1/accounts/self"
CALLS = "POST /calltracking/v1/getCalls/"
CHATS = "GET /messenger/v2/accounts/{account}/chats"
ORDERS = "GET /order-management/1/orders"
ITEMS = "GET /core/v1/items"
STOCKS = "POST /stock-management/1/info"
AD_IDS = "GET /autoload/v2/items/ad_ids"
REPORTS = "GET /autoload/v2/reports"
REPORT = "GET /autoload/v3/reports/{report}"
REPORT_ITEMS = "GET /autoload/v2/reports/{report}/items"


@dataclass
class Avito:
    """What it holds, what it was asked, and answers to give instead.

    `ads` are active; `ad_ids` tell which of them are from the feed. `report_ads` are by report. `page` cuts
    every list. `tokens` are those that were given; the last one is good, unless `expired`.
    """

    calls: list[dict[str, Any]] = field(default_factory=list)
    chats: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    ads: list[dict[str, Any]] = field(default_factory=list)
    stocks: dict[int, dict[str, Any]] = field(default_factory=dict)
    ad_ids: dict[int, str | None] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    report_ads: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    page: int = 1000
    tokens: list[str] = field(default_factory=list)
    expired: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    instead: dict[str, Response] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        if request.url.path == "/token":
            return await self._token(request)
        called, places = _called(request)
        if called is None or request.url.path in _CONTRACT["retired"]:
            return _error(404, "not found")
        if self.expired or request.headers.get("authorization") != f"Bearer {self.tokens[-1:][0]}":
            return _error(401, "token expired")
        try:
            question = await _checked(request, _CONTRACT["calls"][called])
        except Breach as breach:
            return _error(400, str(breach))
        self.asked.append((called, question))
        return self.instead.get(called) or JSONResponse(self._answers(called, question, places))

    def asked_of(self, called: str) -> list[dict[str, Any]]:
        """The parameters or bodies of one call, in their order."""
        return [question for name, question in self.asked if name == called]

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if sorted(form) != sorted(_CONTRACT["token"]["fields"]):
            return _error(400, "fields")
        if (form["client_id"], form["client_secret"]) != (CLIENT_ID, SECRET):
            return JSONResponse({"error": "invalid_client", "error_description": "wrong secret"}, 401)
        self.expired = False
        self.tokens.append(f"t0ken-{len(self.tokens)}")
        life = _CONTRACT["token"]["expires_in"]
        return JSONResponse({"access_token": self.tokens[-1], "expires_in": life, "token_type": "Bearer"})

    def _answers(self, called: str, question: dict[str, Any], places: dict[str, int]) -> dict[str, Any]:
        if called == SELF:
            return {"id": ACCOUNT, "email": "ivan@example.org", "name": "Ivan", "phone": "70000000000"}
        if called == CALLS:
            start = question["offset"]
            page = _within(self.calls, question)[start : start + min(question["limit"], self.page)]
            return {"calls": page, "error": {"code": 0, "message": ""}}
        if called == CHATS:
            return {"chats": self._cut(self.chats, question["limit"], int(question["offset"]))}
        if called == ORDERS:
            return self._orders(question)
        if called == ITEMS:
            return {"meta": {}, "resources": self._numbered(self.ads, question, first=1)}
        if called == STOCKS:
            return {"stocks": [self.stocks[ad] for ad in question["item_ids"] if ad in self.stocks]}
        if called == AD_IDS:
            wanted = [int(number) for number in question["query"].split(",")]
            pairs = [(number, self.ad_ids[number]) for number in wanted if number in self.ad_ids]
            return {"items": [{"avito_id": number, "ad_id": name} for number, name in pairs]}
        if called == REPORTS:
            return {"reports": self.reports, "meta": {"page": 0, "pages": 1, "total": len(self.reports)}}
        if called == REPORT:
            return {"report_id": places["report"], "status": "error", "events": self.events}
        return self._report_ads(question, places["report"])

    def _orders(self, question: dict[str, Any]) -> dict[str, Any]:
        since = int(question["dateFrom"])
        known = [row for row in self.orders if datetime.fromisoformat(row["createdAt"]).timestamp() >= since]
        size = min(int(question["limit"]), self.page)
        start = (int(question["page"]) - 1) * size
        return {"orders": known[start : start + size], "hasMore": start + size < len(known)}

    def _report_ads(self, question: dict[str, Any], report: int) -> dict[str, Any]:
        ads = self.report_ads.get(report, [])
        size = min(int(question["per_page"]), self.page)
        meta = {
            "page": int(question["page"]),
            "pages": -(-len(ads) // size),
            "per_page": size,
            "total": len(ads),
        }
        return {"report_id": report, "items": self._numbered(ads, question, first=0), "meta": meta}

    def _numbered(self, rows: list[Any], question: dict[str, Any], first: int) -> list[Any]:
        size = min(int(question["per_page"]), self.page)
        return self._cut(rows, size, (int(question["page"]) - first) * size)

    def _cut(self, rows: list[Any], size: Any, start: int) -> list[Any]:
        return rows[start : start + min(int(size), self.page)]


def _called(request: Request) -> tuple[str | None, dict[str, int]]:
    for called in _CONTRACT["calls"]:
        method, path = called.split()
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[0-9]+)", path)
        if method == request.method and (match := re.fullmatch(pattern, request.url.path)):
            return called, {name: int(number) for name, number in match.groupdict().items()}
    return None, {}


async def _checked(request: Request, rules: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = dict(request.query_params)
    if "body" in rules:
        if request.headers.get("content-type") != "application/json":
            raise Breach("Content-Type")
        question = json.loads(await request.body())
    names = rules.get("body") or rules.get("params") or {}
    required, known = set(names.get("required", [])), set().union(*names.values())
    if required - set(question) or set(question) - known:
        raise Breach(f"parameters: {sorted(question)}")
    if "limit" in rules:
        low, high = rules["limit"]["from"], rules["limit"]["to"]
        if not low <= int(question[rules["limit"]["name"]]) <= high:
            raise Breach("limit")
    if "farthest" in rules and int(question[rules["farthest"]["name"]]) > rules["farthest"]["to"]:
        raise Breach("offset")
    if "longest" in rules and not 1 <= len(question[rules["longest"]["name"]]) <= rules["longest"]["to"]:
        raise Breach("too many")
    if "longest_period_days" in rules:
        _check_period(question, timedelta(days=rules["longest_period_days"]))
    return question


def _check_period(question: dict[str, Any], longest: timedelta) -> None:
    since, until = (_time(question[name]) for name in ("dateTimeFrom", "dateTimeTo"))
    if not timedelta(0) <= until - since <= longest:
        raise Breach("period")


def _within(calls: list[dict[str, Any]], question: dict[str, Any]) -> list[dict[str, Any]]:
    since, until = (_time(question[name]) for name in ("dateTimeFrom", "dateTimeTo"))
    return [call for call in calls if since <= datetime.fromisoformat(call["callTime"]) <= until]


def _time(value: Any) -> datetime:
    if not isinstance(value, str) or not value.endswith("Z"):
        raise Breach("time")
    return datetime.fromisoformat(value)


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": status, "message": message}}, status)


@pytest.fixture
async def avito(anyio_backend: str) -> AsyncIterator[Avito]:
    side = Avito()
    async with served(side.answer) as side.url:
        yield side


OpenedAvito = Callable[..., AbstractAsyncContextManager[AvitoChannel]]


@pytest.fixture
def opened_avito(avito: Avito, monkeypatch: pytest.MonkeyPatch) -> OpenedAvito:
    monkeypatch.setenv("AVITO_SECRET", SECRET)

    @asynccontextmanager
    async def open_channel(meter: Counts | None = None, **keys: Any) -> AsyncIterator[AvitoChannel]:
        keys = {
            "kind": "avito",
            "client_id": CLIENT_ID,
            "client_secret": "${AVITO_SECRET}",
            "base_url": avito.url,
            "limits": {"retries": 0},
            **keys,
        }
        channel = AvitoChannel(AvitoSettings.model_validate(keys), surroundings("avito", meter))
        try:
            yield channel
        finally:
            await channel.aclose()

    return open_channel


def call(number: int, at: str = "2026-11-22T11:00:00Z", **keys: Any) -> dict[str, Any]:
    """A call as Avito gives it, with a person's number, which nobody may pass on."""
    return {
        "callId": number,
        "callTime": at,
        "itemId": 1768287444,
        "talkDuration": 42,
        "waitingDuration": 3.5,
        "buyerPhone": "70000000000",
        "sellerPhone": "78000000000",
        "virtualPhone": "79000000000",
        **keys,
    }


def chat(name: str, created: int, updated: int, direction: str = "in", **message: Any) -> dict[str, Any]:
    """A chat whose last message is as old as its last change."""
    return {
        "id": name,
        "created": created,
        "updated": updated,
        "context": {"type": "item", "value": {"id": 1768287444, "title": "Mazda 3"}},
        "users": [{"id": 7, "name": "Ivan"}],
        "last_message": {
            "id": f"m-{name}",
            "author_id": 7,
            "created": updated,
            "direction": direction,
            "type": "text",
            "content": {"text": "Ivan, +70000000000"},
            **message,
        },
    }


def order(number: int, **keys: Any) -> dict[str, Any]:
    """An order with delivery."""
    return {
        "id": str(number),
        "createdAt": "2026-11-22T11:00:00Z",
        "updatedAt": "2026-11-22T11:30:00Z",
        "status": "on_confirmation",
        "items": [
            {
                "avitoId": "2799377316",
                "id": "0557722",
                "title": "Brake pads",
                "count": 2,
                "prices": {"price": 500.1, "total": 480.1, "commission": 10},
            }
        ],
        "prices": {"price": 1000.2, "total": 960.2, "commission": 20, "discount": 20},
        "delivery": {"buyerInfo": {"fullName": "Ivan", "phoneNumber": "70000000000"}},
        "schedules": {"confirmTill": "2026-11-23T11:00:00Z"},
        **keys,
    }


def stock(number: int, quantity: Any, **keys: Any) -> dict[str, Any]:
    """What can be ordered of an ad."""
    return {
        "item_id": number,
        "quantity": quantity,
        "is_unlimited": False,
        "is_multiple": True,
        "is_out_of_stock": False,
        **keys,
    }


def report_ad(
    ad_id: str, avito_id: int | None = 1, status: str | None = "active", **keys: Any
) -> dict[str, Any]:
    """What a report says of an ad."""
    return {
        "ad_id": ad_id,
        "avito_id": avito_id,
        "avito_status": status,
        "avito_date_end": "2026-12-20T12:00:00+03:00",
        "url": None,
        "section": {"slug": "success_skipped", "title": "Unchanged"},
        "messages": [],
        **keys,
    }


def message(code: int, title: str, kind: str = "error") -> dict[str, Any]:
    """A word on an ad."""
    return {
        "code": code,
        "title": title,
        "type": kind,
        "description": f"<p>{title}</p>",
        "updated_at": "2026-11-22T11:00:00Z",
    }
