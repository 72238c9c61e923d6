"""The inbox for reports of exchanges, through the real application."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bizprobe.engine.shard import Shard
from bizprobe.exchange.standing import Standing
from bizprobe.marketplaces.ozon.channel import OzonSettings
from bizprobe.settings.settings import Dealer, InboxSettings
from bizprobe.state.exchanges import ExchangeKey, ExchangeMemory
from bizprobe.state.file import StateFile

pytestmark = pytest.mark.anyio

AS_APTEKA = {"Authorization": "Bearer token of apteka"}


@pytest.fixture(autouse=True)
def _dealers(engine: Any, tmp_path: Path) -> None:
    ozon = OzonSettings.model_validate({"kind": "ozon", "client_id": "1", "api_key": "${OZON_KEY}"})
    for name in ("apteka", "auto", "closed"):
        token_file = tmp_path / name
        token_file.write_text(f"token of {name}\n")
        inbox = InboxSettings.model_validate({"token_file": str(token_file)})
        engine.dealers[name] = Dealer(
            name, name, ZoneInfo("UTC"), channels={"ozon": ozon}, inbox=None if name == "closed" else inbox
        )


@pytest.fixture
def good(made: Any) -> dict[str, Any]:
    return {
        "dealer": "apteka",
        "channel": "ozon",
        "exchange": "prices",
        "id": "2026-11-20/1",
        "ended_at": (made.now - timedelta(minutes=1)).isoformat(),
        "sent": 12000,
        "accepted": 9000,
        "rejected": 3000,
        "pages_expected": 12,
        "pages_received": 9,
        "rejected_items": [{"key": "PH-00007", "reason": "PRICE_TOO_LOW"}, {"key": "PH-00008"}],
    }


async def post(client: httpx.AsyncClient, report: Any, **headers: str) -> httpx.Response:
    return await client.post("/v1/exchanges", json=report, headers={**AS_APTEKA, **headers})


async def recalled(state: StateFile, dealer: str = "apteka", exchange: str = "prices") -> Standing:
    return await ExchangeMemory(state).recall(ExchangeKey(dealer, "ozon", exchange))


async def test_a_report_is_on_disk_when_it_is_answered(
    client: httpx.AsyncClient, good: Any, tmp_path: Path
) -> None:
    assert (await post(client, good)).status_code == 201
    another = StateFile(tmp_path / "state.db")
    standing = await recalled(another)
    assert (standing.sent, standing.accepted, standing.rejected) == (12000, 9000, 3000)
    assert standing.last is not None
    assert [item.key for item in standing.last.rejected_items] == ["PH-00007", "PH-00008"]
    await another.aclose()


async def test_the_same_report_again_counts_once(
    client: httpx.AsyncClient, good: Any, made: Any, state: StateFile
) -> None:
    in_moscow = (made.now - timedelta(minutes=1)).astimezone(ZoneInfo("Europe/Moscow")).isoformat()
    again = {**good, "ended_at": in_moscow}
    assert [(await post(client, report)).status_code for report in (good, good, again)] == [201, 200, 200]
    assert (await recalled(state)).sent == 12000


@pytest.mark.parametrize(
    "change",
    [
        {"accepted": 8999},
        {"pages_received": 12},
        {"rejected_items": []},
        {"ended_at": "2026-11-20T11:58:59Z"},
    ],
)
async def test_the_same_id_with_another_content_is_a_conflict(
    client: httpx.AsyncClient, good: Any, state: StateFile, change: dict[str, Any]
) -> None:
    await post(client, good)
    assert (await post(client, {**good, **change})).status_code == 409
    assert (await recalled(state)).accepted == 9000


async def test_the_same_id_of_another_exchange_is_another_report(
    client: httpx.AsyncClient, good: Any, state: StateFile
) -> None:
    assert (await post(client, good)).status_code == 201
    assert (await post(client, {**good, "exchange": "stocks"})).status_code == 201
    assert (await recalled(state)).sent == (await recalled(state, exchange="stocks")).sent == 12000


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer token of",
        "Bearer token of closed",
        "Basic token of apteka",
        "Bearer ä",
    ],
)
async def test_without_the_right_token_nothing_is_taken(
    client: httpx.AsyncClient, good: Any, state: StateFile, header: str
) -> None:
    headers = {"Authorization": header.encode()} if header else {}
    for body in ({"json": good}, {"content": b"x" * 2**21}):
        answer = await client.post("/v1/exchanges", headers=headers, **body)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await recalled(state)).sent == 0


@pytest.mark.parametrize("dealer", ["auto", "closed", "nobody"])
async def test_one_token_never_writes_for_another_dealer(
    client: httpx.AsyncClient, good: Any, state: StateFile, dealer: str
) -> None:
    answer = await post(client, {**good, "dealer": dealer})
    assert answer.status_code == 401
    # Whether there is such a dealer is nobody else's business.
    assert dealer not in answer.text
    assert (await recalled(state, dealer)).sent == 0


async def test_a_new_token_in_the_file_is_used_at_once(
    client: httpx.AsyncClient, good: Any, tmp_path: Path
) -> None:
    (tmp_path / "apteka").write_text("another one")
    assert (await post(client, good)).status_code == 401
    assert (await post(client, good, Authorization="Bearer another one")).status_code == 201


async def test_a_token_that_cannot_be_read_is_our_fault(
    client: httpx.AsyncClient, good: Any, tmp_path: Path
) -> None:
    (tmp_path / "apteka").unlink()
    answer = await post(client, good)
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    as_auto = await post(client, {**good, "dealer": "auto"}, Authorization="Bearer token of auto")
    assert as_auto.status_code == 201


async def test_of_several_exporters_one_takes_the_reports_of_a_channel_and_the_others_say_which(
    browse: Callable[..., httpx.AsyncClient], good: Any, state: StateFile
) -> None:
    answers = []
    for ordinal in range(3):
        async with browse(shard=Shard(ordinal, 3)) as one:
            answers.append(await post(one, good))
    assert sorted(answer.status_code for answer in answers) == [201, 421, 421]
    [owner] = [ordinal for ordinal, answer in enumerate(answers) if answer.status_code == 201]
    assert [answer.json().get("shard", owner) for answer in answers] == [owner] * 3
    assert (await recalled(state)).sent == 12000


async def test_whoever_has_no_token_is_not_told_which_exporter_takes_the_reports(
    browse: Callable[..., httpx.AsyncClient], good: Any
) -> None:
    for ordinal in range(2):
        async with browse(shard=Shard(ordinal, 2)) as one:
            assert (await post(one, good, Authorization="Bearer guessed")).status_code == 401


async def test_an_unknown_channel_is_not_found(client: httpx.AsyncClient, good: Any) -> None:
    answer = await post(client, {**good, "channel": "kupi"})
    assert answer.status_code == 404
    assert answer.json() == {"error": "dealer 'apteka' has no channel 'kupi'"}


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient, good: Any) -> None:
    assert (await post(client, {**good, "id": "x" * 2**20})).status_code == 413


async def test_every_fault_is_named(client: httpx.AsyncClient, good: Any) -> None:
    report = {
        **good,
        "exchange": "price",
        "ended_at": "2026-11-20T11:59:00",
        "sent": -1,
        "accepted": "9000",
        "rejected": 2**70,
        "rejected_items": [{"key": ""}, {"reason": 7}],
        "colour": "red",
    }
    del report["id"]
    answer = await post(client, report)
    assert answer.status_code == 400
    named = {fault.partition(":")[0] for fault in answer.json()["faults"]}
    assert named == {
        "exchange",
        "id",
        "ended_at",
        "sent",
        "accepted",
        "rejected",
        "rejected_items.0.key",
        "rejected_items.1.key",
        "rejected_items.1.reason",
        "colour",
    }


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"\xff"', b"[" * 10_000])
async def test_what_is_no_report_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/v1/exchanges", content=content, headers=AS_APTEKA)
    assert answer.status_code == 400
    assert answer.json()["faults"]


async def test_contradictions_are_named_and_nothing_is_counted(
    client: httpx.AsyncClient, good: Any, state: StateFile
) -> None:
    answer = await post(client, {**good, "accepted": 9001, "pages_received": 13})
    assert answer.status_code == 400
    assert answer.json()["faults"] == [
        "sent: 12000 are fewer than 9001 accepted and 3000 rejected",
        "pages_received: 13 received are more than 12 expected",
    ]
    assert (await recalled(state)).sent == 0


async def test_a_state_file_that_fails_means_send_it_again(
    client: httpx.AsyncClient, good: Any, state: StateFile, tmp_path: Path
) -> None:
    (tmp_path / "state.db").mkdir()
    answer = await post(client, good)
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    (tmp_path / "state.db").rmdir()
    assert (await post(client, good)).status_code == 201


async def test_reports_are_not_read_back(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/exchanges", headers=AS_APTEKA)).status_code == 405
