from typing import Any

import pytest
from pydantic import Field

from bizprobe.settings.model import RequestLimits, Strict
from bizprobe.settings.redact import HIDDEN, redacted
from bizprobe.settings.secret import Secret, SecretFile


class Auth(Strict):
    name: str = "Authorization"
    token: Secret | None = None
    token_file: SecretFile | None = None


class Block(Strict):
    base_url: str = "http://shop.example"
    auth: Auth = Auth()
    headers: dict[str, str] = Field(default_factory=dict)
    params: dict[str, str | list[str]] = Field(default_factory=dict)
    limits: RequestLimits = RequestLimits()


def _shown(**keys: Any) -> dict[str, Any]:
    return redacted(Block.model_validate(keys))


def test_a_secret_shows_its_place_and_never_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "hunter2")
    shown = _shown(auth={"token": "${SHOP_TOKEN}", "token_file": "/run/secrets/shop"})
    assert shown["auth"] == {
        "name": "Authorization",
        "token": "${SHOP_TOKEN}",
        "token_file": "/run/secrets/shop",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "X-Auth",
        "X-Api-Key",
        "apikey",
        "Api-Token",
        "Cookie",
        "client_secret",
        "password",
        "db_passwd",
        "X-Signature",
        "sign",
        "sessionid",
    ],
)
def test_text_under_a_name_that_smells_of_a_secret_is_hidden(name: str) -> None:
    assert _shown(headers={name: "Bearer hunter2"})["headers"] == {name: HIDDEN}
    assert _shown(params={name: ["hunter2"]})["params"] == {name: [HIDDEN]}


@pytest.mark.parametrize("name", ["Accept", "Client-Id", "design", "channel", "monkeys"])
def test_text_under_any_other_name_is_shown(name: str) -> None:
    assert _shown(headers={name: "plain"})["headers"] == {name: "plain"}


@pytest.mark.parametrize("value", ["{cursor}", "${SHOP_TOKEN}", ""])
def test_a_placeholder_is_no_secret(value: str) -> None:
    assert _shown(params={"page_token": value})["params"] == {"page_token": value}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://shop.example/api", "https://shop.example/api"),
        ("https://bot@shop.example/api", "https://bot@shop.example/api"),
        ("https://bot:hunter2@shop.example/api", f"https://bot:{HIDDEN}@shop.example/api"),
        ("https://x/api?apikey=hunter2&since=1#top", f"https://x/api?apikey={HIDDEN}&since=1#top"),
        ("https://x/api?since=1&access_token=hunter2", f"https://x/api?since=1&access_token={HIDDEN}"),
    ],
)
def test_a_secret_in_an_address_is_hidden(written: str, shown: str) -> None:
    assert _shown(base_url=written)["base_url"] == shown


def test_defaults_are_shown_as_they_could_have_been_written() -> None:
    assert _shown()["limits"] == {
        "timeout": "10s",
        "retries": 2,
        "concurrency": 2,
        "max_body": "16MiB",
        "max_pages": 1000,
    }
