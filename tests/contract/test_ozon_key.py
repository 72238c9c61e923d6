"""Ozon is asked for the state of the key in the way that it documents, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.errors import ForbiddenError, UnauthorizedError
from bizprobe.marketplaces.base import KeyState
from bizprobe.marketplaces.ozon.channel import OzonChannel, OzonSettings
from tests.contract.served import served
from tests.unit.remote.sides import surroundings

pytestmark = pytest.mark.anyio

LIST, WAITING = "/v4/posting/fbs/list", "/v4/posting/fbs/unfulfilled/list"
PRICES, STOCKS = "/v5/product/info/prices", "/v4/product/info/stocks"
EXPIRES = datetime(2027, 2, 1, 10, tzinfo=UTC)


@dataclass
class Roles:
    """The part of Ozon that knows keys. It takes no body: one leads to 415."""

    methods: list[str] = field(default_factory=lambda: [LIST, WAITING, PRICES, STOCKS])
    refusal: int | None = None
    url: str = ""

    async def answer(self, request: Request) -> Response:
        if (request.method, request.url.path) != ("POST", "/v1/roles"):
            return _error(404)
        if (request.headers.get("Client-Id"), request.headers.get("Api-Key")) != ("8071", "c0ffee"):
            return _error(401)
        if await request.body():
            return _error(415)
        if self.refusal is not None:
            return _error(self.refusal)
        # The methods are spread over roles.
        roles = [{"name": method, "methods": [method]} for method in self.methods]
        return JSONResponse({"expires_at": "2027-02-01T10:00:00Z", "roles": roles})


def _error(status: int) -> Response:
    return JSONResponse({"code": 0, "message": "refused", "details": []}, status)


@pytest.fixture
async def ozon(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Roles]:
    monkeypatch.setenv("OZON_KEY", "c0ffee")
    roles = Roles()
    async with served(roles.answer) as roles.url:
        yield roles


async def key(ozon: Roles, **keys: Any) -> KeyState:
    block = {"kind": "ozon", "client_id": "8071", "api_key": "${OZON_KEY}", "base_url": ozon.url, **keys}
    settings = OzonSettings.model_validate({**block, "limits": {"retries": 0}})
    channel = OzonChannel(settings, surroundings("ozon"))
    try:
        return await channel.key()
    finally:
        await channel.aclose()


async def test_a_key_with_every_right_lacks_none(ozon: Roles) -> None:
    assert await key(ozon) == KeyState(EXPIRES)


@pytest.mark.parametrize(
    ("schemes", "missing"),
    [
        (["fbs"], {"prices": (PRICES,), "open_orders": (WAITING,), "stocks": (STOCKS,)}),
        (["fbo"], {"orders": ("/v3/posting/fbo/list",), "prices": (PRICES,)}),
        (
            ["fbs", "fbo"],
            {
                "orders": ("/v3/posting/fbo/list",),
                "prices": (PRICES,),
                "open_orders": (WAITING,),
                "stocks": (STOCKS,),
            },
        ),
    ],
)
async def test_needed_is_what_the_schemes_are_asked_for(
    ozon: Roles, schemes: list[str], missing: dict[str, tuple[str, ...]]
) -> None:
    ozon.methods = [LIST]
    assert (await key(ozon, schemes=schemes)).missing_rights == missing


@pytest.mark.parametrize(("status", "error"), [(401, UnauthorizedError), (403, ForbiddenError)])
async def test_a_key_that_is_refused_is_no_state(ozon: Roles, status: int, error: type[Exception]) -> None:
    ozon.refusal = status
    with pytest.raises(error):
        await key(ozon)
