"""How a request shows who asks."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bizprobe.errors import BadAnswerError, SecretError, UnauthorizedError
from bizprobe.remote.auth import Auth, ask_signed
from bizprobe.remote.request import Request
from bizprobe.remote.token import signer_for
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import NOON, Counts, StillClock, account

pytestmark = pytest.mark.anyio

ORDERS = answer(200, b'{"orders": []}')
TOKEN = answer(200, b'{"access_token": "abc", "expires_in": 3600}')
CLIENT = {"kind": "client_credentials", "path": "/token", "client_id": "7", "client_secret": "${KEY}"}


def auth(keys: dict[str, Any]) -> Auth:
    found: Auth = TypeAdapter(Auth).validate_python(keys, strict=True)
    return found


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hush")


async def sent(scripted: Scripted, keys: dict[str, Any], **request: Any) -> bytes:
    """The request as the remote side gets it."""
    async with scripted(ORDERS) as server, account() as opened:
        signer = signer_for(auth(keys), server.url, opened, StillClock())
        await ask_signed(opened, signer, Request("POST", f"{server.url}/x", **request))
    return server.asked[0]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"kind": "header", "token": "${KEY}"}, b"Authorization: hush\r\n"),
        ({"kind": "header", "prefix": "Bearer ", "token": "${KEY}"}, b"Authorization: Bearer hush\r\n"),
        ({"kind": "header", "name": "X-Merchant-Token", "token": "${KEY}"}, b"X-Merchant-Token: hush\r\n"),
        ({"kind": "parameter", "name": "key", "token": "${KEY}"}, b"POST /x?a=1&key=hush "),
        ({"kind": "basic", "user": "ann", "password": "${KEY}"}, b"Authorization: Basic YW5uOmh1c2g=\r\n"),
        ({"kind": "body", "at": "data.token", "token": "${KEY}"}, b'{"data":{"from":1,"token":"hush"}}'),
    ],
)
async def test_the_key_goes_where_the_settings_say(
    scripted: Scripted, keys: dict[str, Any], expected: bytes
) -> None:
    assert expected in await sent(scripted, keys, params={"a": "1"}, json={"data": {"from": 1}})


async def test_a_key_that_no_header_can_carry_is_never_shown(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "hu\nsh")
    with pytest.raises(SecretError, match=r"\$\{KEY\} has characters") as caught:
        await sent(scripted, {"kind": "header", "token": "${KEY}"})
    assert "sh" not in str(caught.value).replace("characters", "")


@pytest.mark.parametrize(
    "keys",
    [
        {"kind": "header"},
        {"kind": "header", "token": "${KEY}", "token_file": "/x"},
        {"kind": "basic", "user": "ann"},
        {"kind": "client_credentials", "path": "/token", "client_id": "7"},
    ],
)
def test_a_secret_is_given_exactly_once(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"expected either [a-z_]+ or [a-z_]+_file"):
        auth(keys)


async def test_a_token_is_fetched_once_and_kept_until_it_ends(scripted: Scripted) -> None:
    async with scripted(TOKEN, ORDERS) as server, account() as opened:
        signer = signer_for(auth({**CLIENT, "form": {"scope": "read"}}), server.url, opened, StillClock())
        for _ in range(2):
            await ask_signed(opened, signer, Request("GET", f"{server.url}/x"))
    fetch, *orders = server.asked
    assert fetch.startswith(b"POST /token ")
    assert fetch.endswith(b"grant_type=client_credentials&client_id=7&client_secret=hush&scope=read")
    assert len(orders) == 2
    assert all(b"Authorization: Bearer abc\r\n" in request for request in orders)


class MovingClock(StillClock):
    """Half an hour passes each time that somebody looks."""

    looks = 0

    def now(self) -> Any:
        type(self).looks += 1
        return NOON + timedelta(minutes=30) * self.looks


async def test_a_token_that_ended_is_fetched_again(scripted: Scripted) -> None:
    async with scripted(TOKEN, ORDERS, ORDERS, TOKEN, ORDERS) as server, account() as opened:
        signer = signer_for(auth(CLIENT), server.url, opened, MovingClock())
        for _ in range(3):
            await ask_signed(opened, signer, Request("GET", f"{server.url}/x"))
    assert [request.split()[1] for request in server.asked] == [b"/token", b"/x", b"/x", b"/token", b"/x"]


async def test_a_token_that_is_refused_is_renewed_once(scripted: Scripted) -> None:
    meter = Counts()
    async with scripted(TOKEN, answer(401), TOKEN, ORDERS) as server, account(meter) as opened:
        signer = signer_for(auth(CLIENT), server.url, opened, StillClock())
        await ask_signed(opened, signer, Request("GET", f"{server.url}/x"))
    assert meter.codes == ["200", "401", "200", "200"]


async def test_a_fixed_key_that_is_refused_is_not_tried_again(scripted: Scripted) -> None:
    async with scripted(answer(401)) as server, account() as opened:
        signer = signer_for(auth({"kind": "header", "token": "${KEY}"}), server.url, opened, StillClock())
        with pytest.raises(UnauthorizedError):
            await ask_signed(opened, signer, Request("GET", f"{server.url}/x"))
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"access_token": ""}', b'{"access_token": 7}'])
async def test_an_answer_without_a_token_is_a_bad_answer(scripted: Scripted, body: bytes) -> None:
    async with scripted(answer(200, body)) as server, account() as opened:
        signer = signer_for(auth(CLIENT), server.url, opened, StillClock())
        with pytest.raises(BadAnswerError, match="no access_token"):
            await signer.sign(Request("GET", server.url))


async def test_an_answer_that_is_no_json_names_the_request(scripted: Scripted) -> None:
    async with scripted(answer(200, b"<html>hush</html>")) as server, account() as opened:
        signer = signer_for(None, server.url, opened, StillClock())
        with pytest.raises(BadAnswerError, match="GET /x: the answer is not JSON"):
            await ask_signed(opened, signer, Request("GET", f"{server.url}/x"))
