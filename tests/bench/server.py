"""One exposition in a process of its own: `server.py bizprobe|registry|collector SERIES`. Prints its port."""

import asyncio
import json
import resource
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Metric,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    make_asgi_app,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from series import FAMILIES, readings

from bizprobe.clock import SystemClock
from bizprobe.metrics.board import Board
from bizprobe.metrics.family import Kind
from bizprobe.state.file import StateFile
from bizprobe.web.app import make_app

App = Callable[..., Awaitable[None]]


class Engine:
    """Only a board."""

    def __init__(self) -> None:
        self.board = Board(FAMILIES)
        self.watches: dict[Any, Any] = {}
        self.ready = True


def bizprobe(series: int) -> App:
    engine = Engine()
    for owner, samples in readings(series):
        engine.board.put(owner, samples)
    return make_app(engine, SystemClock(), StateFile(Path("/nowhere/state.db")))  # type: ignore[arg-type]


def registry(series: int) -> App:
    """prometheus-client's usual way: metrics that are set, its own ASGI application."""
    registry = _registry()
    disable_created_metrics()
    kinds = {Kind.GAUGE: Gauge, Kind.COUNTER: Counter}
    metrics = {
        family: kinds[family.kind](family.name, family.help, family.labels, registry=registry)
        for family in FAMILIES
    }
    for _, samples in readings(series):
        for sample in samples:
            child = metrics[sample.family].labels(*sample.labels)
            child.inc(sample.value) if sample.family.kind is Kind.COUNTER else child.set(sample.value)
    return make_asgi_app(registry)


def collector(series: int) -> App:
    """prometheus-client's other way: a collector that makes its families at each scrape."""
    registry = _registry()
    registry.register(_Collector(series))
    return make_asgi_app(registry)


class _Collector(Collector):
    def __init__(self, series: int) -> None:
        self._rows: dict[Any, list[tuple[tuple[str, ...], float]]] = {family: [] for family in FAMILIES}
        for _, samples in readings(series):
            for sample in samples:
                self._rows[sample.family].append((sample.labels, sample.value))

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        kinds = {Kind.GAUGE: GaugeMetricFamily, Kind.COUNTER: CounterMetricFamily}
        for family, rows in self._rows.items():
            metric = kinds[family.kind](family.name, family.help, labels=family.labels)
            for labels, value in rows:
                metric.add_metric(labels, value)
            yield metric


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    for kind in (ProcessCollector, PlatformCollector, GCCollector):
        kind(registry=registry)
    return registry


class Watched:
    """The application, and beside it /stats: CPU, memory, and how late the event loop was while ticking."""

    def __init__(self, app: App, started_with: int) -> None:
        self._app = app
        self._started_with = started_with
        self._late = 0.0
        self._ticking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/stats":
            await self._app(scope, receive, send)
            return
        body = json.dumps(self._stats(tick=scope["query_string"] == b"tick")).encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body})

    def _stats(self, *, tick: bool) -> dict[str, float]:
        if tick and self._ticking is None:
            self._ticking = asyncio.get_running_loop().create_task(self._tick())
        late, self._late = self._late, 0.0
        return {
            "cpu": time.process_time(),
            "late": late,
            "empty": self._started_with,
            "resident": resident(),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }

    async def _tick(self) -> None:
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.001)
            self._late = max(self._late, time.perf_counter() - begin - 0.001)


def resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main(kind: str, series: str) -> None:
    empty = resident()
    app = {"bizprobe": bizprobe, "registry": registry, "collector": collector}[kind](int(series))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Watched(app, empty),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="error",
    )
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
