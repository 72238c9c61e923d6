from typing import Any

import httpx
import pytest

from bizprobe.errors import ConfigError, ConfigFault

pytestmark = pytest.mark.anyio


async def test_a_living_process_is_healthy(client: httpx.AsyncClient, engine: Any) -> None:
    engine.ready = False
    assert (await client.get("/-/healthy")).status_code == 200


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_ready_is_what_the_engine_says(
    client: httpx.AsyncClient, engine: Any, ready: bool, status: int
) -> None:
    engine.ready = ready
    assert (await client.get("/-/ready")).status_code == status
    assert (await client.head("/-/ready")).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_reload_asks_the_engine(client: httpx.AsyncClient, engine: Any, method: str) -> None:
    assert (await client.request(method, "/-/reload")).status_code == 200
    assert engine.asked == ["reload"]


async def test_looking_does_not_reload(client: httpx.AsyncClient, engine: Any) -> None:
    assert (await client.get("/-/reload")).status_code == 405
    assert engine.asked == []


async def test_reload_must_be_enabled(browse: Any, engine: Any) -> None:
    async with browse() as client:
        answer = await client.post("/-/reload")
    assert answer.status_code == 403
    assert "--enable-lifecycle" in answer.text
    assert engine.asked == []


async def test_a_bad_file_is_answered_with_every_fault(client: httpx.AsyncClient, engine: Any) -> None:
    faults = [ConfigFault("bizprobe.yml", line, 3, "dealers.apteka", "unknown key") for line in (4, 9)]
    engine.fault = ConfigError(faults)
    answer = await client.post("/-/reload")
    assert answer.status_code == 500
    for fault in faults:
        assert str(fault) in answer.text


async def test_another_site_cannot_reload_through_a_browser(client: httpx.AsyncClient, engine: Any) -> None:
    answer = await client.post("/-/reload", headers={"Origin": "http://evil.test"})
    assert answer.status_code == 403
    assert engine.asked == []
