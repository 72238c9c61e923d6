from typing import Any

import anyio
import httpx
import pytest

from bizprobe.errors import UsageError

pytestmark = pytest.mark.anyio

RUN = "/probes/apteka/ozon-orders/run"


@pytest.fixture(autouse=True)
def _watching(watching: Any, made: Any) -> None:
    watching(made.watch())


async def test_the_button_runs_the_probe_and_leads_back_to_its_page(
    client: httpx.AsyncClient, engine: Any
) -> None:
    answer = await client.post(RUN)
    assert answer.status_code == 303
    assert answer.next_request is not None
    assert answer.next_request.url.path == "/probes/apteka/ozon-orders"
    assert engine.asked == [("apteka", "ozon-orders")]


async def test_looking_runs_nothing(client: httpx.AsyncClient, engine: Any) -> None:
    assert (await client.get(RUN)).status_code == 405
    assert engine.asked == []


async def test_another_site_cannot_press_the_button(client: httpx.AsyncClient, engine: Any) -> None:
    answer = await client.post(RUN, headers={"Origin": "http://evil.test"})
    assert (answer.status_code, engine.asked) == (403, [])


async def test_where_it_is_switched_off_there_is_no_button(browse: Any, engine: Any) -> None:
    async with browse(run_now=False) as client:
        assert (await client.post(RUN)).status_code == 403
        assert "Run now" not in (await client.get("/probes/apteka/ozon-orders")).text
    assert engine.asked == []


async def test_one_run_by_hand_at_a_time(client: httpx.AsyncClient, engine: Any) -> None:
    started, end = anyio.Event(), anyio.Event()

    async def hold() -> None:
        started.set()
        await end.wait()

    engine.hold = hold
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.post, RUN)
        await started.wait()
        assert (await client.post(RUN)).status_code == 429
        end.set()
    assert (await client.post(RUN)).status_code == 303
    assert len(engine.asked) == 2


async def test_a_probe_that_goes_away_meanwhile_is_said(client: httpx.AsyncClient, engine: Any) -> None:
    engine.fault = UsageError("probe apteka/ozon-orders was stopped before its run ended")
    answer = await client.post(RUN)
    assert (answer.status_code, answer.text.strip()) == (409, str(engine.fault))
    engine.fault = None
    assert (await client.post(RUN)).status_code == 303


async def test_an_unknown_probe_is_not_run(client: httpx.AsyncClient, engine: Any) -> None:
    assert (await client.post("/probes/apteka/unknown/run")).status_code == 404
    assert engine.asked == []
