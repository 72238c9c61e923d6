"""Ozon's side of the contract: a strict server on loopback, made from ozon.yml."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.marketplaces.ozon.channel import OzonChannel, OzonSettings
from bizprobe.remote.gate import Pace
from tests.contract.avito_side import avito, opened_avito
from tests.contract.odata_1c_side import infobase, opened_infobase
from tests.contract.served import Breach, served
from tests.contract.wildberries_side import opened_wildberries, wildberries
from tests.contract.yandex_market_side import opened_yandex_market, yandex_market
from tests.unit.remote.sides import Counts, surroundings

__all__ = [
    "avito",
    "infobase",
    "opened_avito",
    "opened_infobase",
    "opened_wildberries",
    "opened_yandex_market",
    "wildberries",
    "yandex_market",
]

_CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("ozon.yml").read_text())
CLIENT_ID, API_KEY = "8071", "c0ffee"


@dataclass
class Ozon:
    """The postings and items that it holds by path, what it was asked, and an answer to give instead.

    `trails` says that the last page of items names a cursor too, behind which is nothing.
    """

    postings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    page: int = 100
    trails: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    instead: Response | None = None
    url: str = ""

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        if path in _CONTRACT["retired"] or path not in _CONTRACT["paths"]:
            return _error(404, 5, "Not Found")
        if request.method != "POST":
            return _error(405, 12, "Method Not Allowed")
        keys = [request.headers.get(name) for name in _CONTRACT["headers"]]
        if keys != [CLIENT_ID, API_KEY]:
            return _error(401, 16, "Client-Id and Api-Key headers are required")
        try:
            body = await _checked(request)
            self.asked.append((path, body))
            give = self._items if _CONTRACT["paths"][path].get("items") else self._page
            return self.instead or JSONResponse(give(path, body))
        except Breach as breach:
            return _error(400, 3, str(breach))

    def _page(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        rules = _CONTRACT["paths"][path]
        postings = [
            posting
            for posting in self.postings.get(path, [])
            if "since" not in body["filter"]
            or _time(body["filter"]["since"]) <= _time(posting[rules["clock"]]) <= _time(body["filter"]["to"])
        ]
        start, size = int(body.get("cursor") or 0), min(body["limit"], self.page)
        more = start + size < len(postings)
        page = {
            "cursor": str(start + size) if more else "",
            "has_next": more,
            "postings": postings[start:][:size],
        }
        return {**page, "count": len(page["postings"])} if rules.get("counts") else page

    def _items(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        items = self.items.get(path, [])
        start, size = int(body["cursor"] or 0), min(body["limit"], self.page)
        page = items[start:][:size]
        more = start + size < len(items) or (self.trails and page)
        return {"items": page, "cursor": str(start + len(page)) if more else "", "total": len(items)}


async def _checked(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type") != "application/json":
        raise Breach("Content-Type")
    body: dict[str, Any] = json.loads(await request.body())
    rules = {**_CONTRACT, **_CONTRACT["paths"][request.url.path]}
    _keys("body", body, rules["body"])
    low, high = rules["limit"]["from"], rules["limit"]["to"]
    if type(body["limit"]) is not int or not low <= body["limit"] <= high:
        raise Breach("limit")
    if type(body.get("cursor", "")) is not str:
        raise Breach("cursor")
    if body.get("sort_dir", "ASC") not in _CONTRACT["sort_dir"]:
        raise Breach("sort_dir")
    _keys("filter", body["filter"], rules["filter"])
    if body["filter"].get("visibility", "ALL") not in _CONTRACT["visibility"]:
        raise Breach("visibility")
    if not rules.get("items"):
        _check_period(body, rules)
    return body


def _check_period(body: dict[str, Any], rules: dict[str, Any]) -> None:
    times = [_time(body["filter"][name]) for name in rules["filter"]["required"]]
    longest = timedelta(days=rules.get("longest_period_days", 3660))
    if not timedelta(0) <= times[1] - times[0] <= longest:
        raise Breach("PERIOD_IS_TOO_LONG")


def _keys(where: str, found: dict[str, Any], rules: dict[str, list[str]]) -> None:
    missing = set(rules["required"]) - set(found)
    unknown = set(found) - set(rules["required"]) - set(rules["optional"])
    if missing or unknown:
        raise Breach(f"{where}: missing {missing}, unknown {unknown}")


def _time(value: Any) -> datetime:
    if not isinstance(value, str) or not value.endswith("Z"):
        raise Breach("time")
    return datetime.fromisoformat(value)


def _error(status: int, code: int, message: str) -> JSONResponse:
    return JSONResponse({**_CONTRACT["error"], "code": code, "message": message}, status)


@pytest.fixture
async def ozon(anyio_backend: str) -> AsyncIterator[Ozon]:
    side = Ozon()
    async with served(side.answer) as side.url:
        yield side


Opened = Callable[..., AbstractAsyncContextManager[OzonChannel]]


@pytest.fixture
def opened(ozon: Ozon, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setenv("OZON_KEY", API_KEY)

    @asynccontextmanager
    async def open_channel(
        meter: Counts | None = None, pace: Pace | None = None, **keys: Any
    ) -> AsyncIterator[OzonChannel]:
        keys = {
            "kind": "ozon",
            "client_id": CLIENT_ID,
            "api_key": "${OZON_KEY}",
            "base_url": ozon.url,
            "limits": {"retries": 0},
            **keys,
        }
        channel = OzonChannel(OzonSettings.model_validate(keys), surroundings("ozon", meter, pace=pace))
        try:
            yield channel
        finally:
            await channel.aclose()

    return open_channel
