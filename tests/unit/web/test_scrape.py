import gzip
import re
from typing import Any

import anyio
import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from bizprobe.metrics.families.exporter import PROBES_RUNNING
from bizprobe.metrics.families.probe import PROBE_RUNS

pytestmark = pytest.mark.anyio

OPENMETRICS = {"Accept": "application/openmetrics-text;version=1.0.0"}


@pytest.fixture(autouse=True)
def _board(engine: Any) -> None:
    engine.board.put("engine", [PROBES_RUNNING.sample(2)])
    engine.board.put("probe", [PROBE_RUNS.sample(7, dealer="apteka", probe="ozon-orders")])


async def test_the_text_format_is_the_plain_answer(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = {sample.name: sample.value for family in parse_text(answer.text) for sample in family.samples}
    assert samples["bizprobe_probe_runs_total"] == 7
    assert samples["process_resident_memory_bytes"] > 0


@pytest.mark.parametrize("accept", ["text/plain", OPENMETRICS["Accept"]])
async def test_the_clock_is_that_of_the_moment_of_the_scrape(
    client: httpx.AsyncClient, made: Any, accept: str
) -> None:
    for names in ({}, {"name[]": "bizprobe_clock_timestamp_seconds"}):
        answer = await client.get("/metrics", params=names, headers={"Accept": accept})
        assert answer.text.count("# TYPE bizprobe_clock_timestamp_seconds gauge\n") == 1
        [told] = re.findall(r"^bizprobe_clock_timestamp_seconds (\S+)$", answer.text, re.MULTILINE)
        assert float(told) == made.now.timestamp()


async def test_openmetrics_is_for_those_who_ask(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics", headers=OPENMETRICS)
    assert answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    families = {family.name: family for family in parse_openmetrics(answer.text)}
    assert families["bizprobe_probe_runs"].samples[0].value == 7
    assert "process_cpu_seconds" in families


async def test_gzip_holds_the_same_bytes(client: httpx.AsyncClient) -> None:
    only = {"name[]": "bizprobe_probe_runs_total"}
    plain = await client.get("/metrics", params=only, headers={"Accept-Encoding": "identity"})
    async with client.stream("GET", "/metrics", params=only, headers={"Accept-Encoding": "gzip"}) as zipped:
        raw = b"".join([chunk async for chunk in zipped.aiter_raw()])
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"


async def test_head_has_the_headers_alone(client: httpx.AsyncClient) -> None:
    only = {"name[]": "bizprobe_probes_running"}
    looked = await client.get("/metrics", params=only, headers=OPENMETRICS)
    answer = await client.head("/metrics", params=only, headers=OPENMETRICS)
    assert (answer.status_code, answer.content) == (200, b"")
    for header in ("content-type", "content-length", "content-encoding"):
        assert answer.headers[header] == looked.headers[header]


async def test_names_choose_families_and_may_be_repeated(client: httpx.AsyncClient) -> None:
    names = {"name[]": ["bizprobe_probes_running", "process_open_fds", "unknown"]}
    answer = await client.get("/metrics", params=names)
    lines = [line.split()[0] for line in answer.text.splitlines() if not line.startswith("#")]
    assert lines == ["bizprobe_probes_running", "process_open_fds"]


async def test_names_that_nobody_has_give_an_empty_exposition(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics", params={"name[]": "unknown"}, headers=OPENMETRICS)
    assert (answer.status_code, answer.text) == (200, "# EOF\n")


async def test_a_scrape_waits_for_no_probe(
    client: httpx.AsyncClient, engine: Any, watching: Any, made: Any
) -> None:
    started = anyio.Event()

    async def hang() -> None:
        started.set()
        await anyio.sleep_forever()

    engine.hold = hang
    watching(made.watch())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.post, "/probes/apteka/ozon-orders/run")
        await started.wait()
        assert (await client.get("/metrics")).status_code == 200
        assert (await client.get("/probes")).status_code == 200
        tasks.cancel_scope.cancel()


async def test_nobody_writes_to_metrics(client: httpx.AsyncClient) -> None:
    assert (await client.post("/metrics")).status_code == 405
