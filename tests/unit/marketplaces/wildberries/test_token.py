"""The end of a token, read from the token itself."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import SecretError
from bizprobe.marketplaces.base import KeyState
from bizprobe.marketplaces.wildberries.channel import WildberriesChannel, WildberriesSettings
from bizprobe.marketplaces.wildberries.token import expires_at
from bizprobe.settings.secret import Secret
from tests.unit.remote.sides import Counts, surroundings

END = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
SECRET = Secret.from_environment("${WB_TOKEN}")


def written(claims: bytes) -> str:
    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    return f"{part(b'{}')}.{part(claims)}.{part(b'signature')}"


def token(**claims: Any) -> str:
    return written(json.dumps(claims).encode())


@pytest.mark.anyio
async def test_a_channel_tells_the_end_of_its_token_without_a_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WB_TOKEN", token(exp=int(END.timestamp()), s=1073741850, oid=1))
    settings = WildberriesSettings.model_validate({"kind": "wildberries", "token": "${WB_TOKEN}"})
    meter = Counts()
    channel = WildberriesChannel(settings, surroundings("wildberries", meter))
    assert await channel.key() == KeyState(END)
    assert meter.codes == []
    await channel.aclose()


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.text(max_size=9))  # noqa: DTZ001
def test_every_end_is_read_however_long_the_token_is(moment: datetime, filling: str) -> None:
    end = moment.replace(microsecond=0, tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WB_TOKEN", token(exp=int(end.timestamp()), sid=filling))
        assert expires_at(SECRET) == end


@pytest.mark.parametrize(
    "text",
    [
        "t0ken",
        "a.b",
        "a.!!!.c",
        "a..c",
        "a.é.c",
        written(b"\xff\xfe"),
        written(b"[]"),
        token(sid="t0ken"),
        token(exp="t0ken"),
        token(exp=-1),
        token(exp=10**30),
    ],
)
def test_what_is_no_token_is_refused_and_not_shown(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WB_TOKEN", text)
    with pytest.raises(SecretError, match="no token whose end can be read") as caught:
        expires_at(SECRET)
    assert "t0ken" not in str(caught.value)
    assert str(caught.value).count("$") == 1
