"""Signed requests, in the schemes that marketplaces publish."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bizprobe.errors import SecretError
from bizprobe.remote.auth import Auth, ask_signed
from bizprobe.remote.request import Request
from bizprobe.remote.signature import SignatureSigner, SignedAuth
from bizprobe.remote.token import signer_for
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import NOON, StillClock, account

pytestmark = pytest.mark.anyio

BASE = "https://api.example.com/rest"
PLAIN: dict[str, Any] = {
    "kind": "signed",
    "secret": "${KEY}",
    "message": "{method}\n{path}\n{query}\n{timestamp}\n{body_sha256}",
    "headers": {"X-Signature": "{signature}", "X-Time": "{timestamp}"},
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hush")
    monkeypatch.setenv("TOKEN", "test")


def signed_auth(keys: dict[str, Any]) -> SignedAuth:
    found: SignedAuth = TypeAdapter(Auth).validate_python(keys, strict=True)
    return found


async def sign(keys: dict[str, Any], request: Request, moment: datetime = NOON) -> Request:
    return await SignatureSigner(signed_auth(keys), BASE, StillClock(moment)).sign(request)


def hmac_hex(message: str, secret: str = "hush") -> str:
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


async def test_the_published_sample_of_lazada_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lazada Open Platform, "HTTP request sample", 2022-10-26."""
    monkeypatch.setenv("KEY", "helloworld")
    keys = {
        "kind": "signed",
        "key_id": "123456",
        "secret": "${KEY}",
        "token": "${TOKEN}",
        "time": "unix_ms",
        "encoding": "upper_hex",
        "message": "{path}{pairs}",
        "params": {
            "sign": "{signature}",
            "sign_method": "sha256",
            "app_key": "{key_id}",
            "access_token": "{token}",
            "timestamp": "{timestamp}",
        },
    }
    moment = datetime(2018, 2, 5, 8, 46, 32, tzinfo=UTC)
    asked = await sign(keys, Request("GET", f"{BASE}/order/get", params={"order_id": "1234"}), moment)
    assert asked.params == {
        "access_token": "test",
        "app_key": "123456",
        "order_id": "1234",
        "sign_method": "sha256",
        "timestamp": "1517820392000",
        "sign": "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A",
    }


async def test_a_signature_in_the_authorization_header_as_coupang_wants_it() -> None:
    keys = {
        "kind": "signed",
        "key_id": "access",
        "secret": "${KEY}",
        "time": "%y%m%dT%H%M%SZ",
        "message": "{timestamp}{method}{full_path}{query}",
        "headers": {
            "Authorization": "CEA algorithm=HmacSHA256, access-key={key_id}, "
            "signed-date={timestamp}, signature={signature}"
        },
    }
    asked = await sign(keys, Request("GET", f"{BASE}/v4/ordersheets", params={"status": "A", "a": "б с"}))
    expected = hmac_hex("261122T120000ZGET/rest/v4/ordersheetsa=%D0%B1+%D1%81&status=A")
    assert asked.headers["Authorization"].endswith(f"signed-date=261122T120000Z, signature={expected}")


async def test_a_signature_of_path_time_and_token_as_shopee_wants_it() -> None:
    keys = {
        "kind": "signed",
        "key_id": "2001",
        "secret": "${KEY}",
        "token": "${TOKEN}",
        "message": "{key_id}{full_path}{timestamp}{token}77",
        "params": {
            "partner_id": "{key_id}",
            "timestamp": "{timestamp}",
            "access_token": "{token}",
            "shop_id": "77",
            "sign": "{signature}",
        },
    }
    asked = await sign(keys, Request("GET", f"{BASE}/order/get_order_list"))
    assert asked.params["sign"] == hmac_hex("2001/rest/order/get_order_list1795348800test77")


@pytest.mark.parametrize(
    ("request_keys", "query", "body"),
    [
        ({"method": "GET", "params": {"b": "2", "a": "1"}}, "a=1&b=2", b""),
        ({"method": "POST", "json": {"от": 1, "n": [1, None]}}, "", '{"от":1,"n":[1,null]}'.encode()),
        ({"method": "POST", "form": {"a": "1 2"}}, "", b"a=1+2"),
    ],
)
async def test_what_is_signed_is_what_is_sent(
    scripted: Scripted, request_keys: dict[str, Any], query: str, body: bytes
) -> None:
    async with scripted(answer(200)) as server, account() as opened:
        signer = signer_for(signed_auth(PLAIN), server.url, opened, StillClock())
        await ask_signed(opened, signer, Request(url=f"{server.url}/x%20y", **request_keys))
    head, _, sent = server.asked[0].partition(b"\r\n\r\n")
    assert sent == body
    assert head.split()[1].decode() == f"/x%20y?{query}".rstrip("?")
    method = request_keys["method"]
    message = f"{method}\n/x%20y\n{query}\n1795348800\n{hashlib.sha256(body).hexdigest()}"
    assert f"X-Signature: {hmac_hex(message)}\r\n".encode() in head + b"\r\n"
    assert b"hush" not in server.asked[0]


@pytest.mark.parametrize(
    ("encoding", "algorithm", "length"),
    [("hex", "hmac-sha256", 64), ("upper_hex", "hmac-sha512", 128), ("base64", "hmac-sha1", 28)],
)
async def test_it_is_written_as_the_settings_say(encoding: str, algorithm: str, length: int) -> None:
    asked = await sign({**PLAIN, "encoding": encoding, "algorithm": algorithm}, Request("GET", BASE))
    assert len(asked.headers["X-Signature"]) == length


async def test_a_nonce_never_comes_twice() -> None:
    keys = {**PLAIN, "message": "{nonce}", "headers": {"N": "{nonce}", "S": "{signature}"}}
    first, second = [await sign(keys, Request("GET", BASE)) for _ in range(2)]
    assert first.headers["N"] != second.headers["N"]
    assert first.headers["S"] == hmac_hex(first.headers["N"])


async def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKEN", "te\nst")
    keys = {**PLAIN, "token": "${TOKEN}", "headers": {"T": "{token}", "S": "{signature}"}}
    with pytest.raises(SecretError, match="what is sent as T has characters"):
        await sign(keys, Request("GET", BASE))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"message": "{secret}"}, "'{secret}' is not known here; there is {method}, {path}"),
        ({"message": "{signature}"}, "'{signature}' is not known here"),
        ({"message": "{path.x}"}, "is not known here"),
        ({"message": "{path!r}"}, "is not known here"),
        ({"message": "{path"}, "a brace without its pair"),
        ({"headers": {"X": "{timestamp}"}}, "{signature} is sent nowhere"),
        ({"token": "${TOKEN}"}, "{token} needs token or token_file"),
        ({"message": "{token}"}, "{token} needs token or token_file"),
        ({"message": "{token}", "token": "${TOKEN}", "token_file": "/x"}, "expected either token or"),
        ({"secret_file": "/x"}, "expected either secret or secret_file"),
    ],
)
def test_what_cannot_be_signed_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        signed_auth({**PLAIN, **changed})
    assert words in str(caught.value)
