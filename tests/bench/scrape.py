"""A gzip scrape as Prometheus does it, again and again, of one server."""

import gzip
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from prometheus_client.openmetrics.parser import text_string_to_metric_families

_SERVER = Path(__file__).with_name("server.py")
# What Prometheus 3 sends.
_HEADERS = {
    "Accept": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
    "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
    "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
    "Accept-Encoding": "gzip",
    "User-Agent": "Prometheus/3.5.0",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in milliseconds, memory in MiB.

    `stall_ms` is how late the event loop was at worst while it was scraped, `idle_ms` the same while nothing
    was asked, which is the machine's doing. `own_mb` is what the series take before the first scrape.
    """

    p50_ms: float
    worst_ms: float
    cpu_ms: float
    stall_ms: float
    idle_ms: float
    own_mb: float
    peak_mb: float
    body_kb: float


def measure(kind: str, series: int, rounds: int) -> tuple[Figures, bytes]:
    """The figures of one kind of server, and the body of its last answer."""
    with _server(kind, series) as connection:
        filled = _stats(connection)
        _get(connection, "/metrics")  # the first one loads and allocates
        before = _stats(connection)
        times, body = [], b""
        for _ in range(rounds):
            begin = time.perf_counter()
            body = _get(connection, "/metrics")
            times.append(time.perf_counter() - begin)
        after = _stats(connection)
        figures = Figures(
            p50_ms=statistics.median(times) * 1e3,
            worst_ms=max(times) * 1e3,
            cpu_ms=(after["cpu"] - before["cpu"]) / rounds * 1e3,
            **_stalls(connection, min(rounds, 10)),
            own_mb=(filled["resident"] - filled["empty"]) / 2**20,
            peak_mb=after["peak"] / 2**20,
            body_kb=len(body) / 1024,
        )
        return figures, gzip.decompress(body)


def samples(body: bytes) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """The samples of the bench in an exposition, as prometheus-client's own parser reads them."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body.decode())
        if family.name.startswith("bizprobe_bench")
        for sample in family.samples
    }


def _stalls(connection: HTTPConnection, rounds: int) -> dict[str, float]:
    """In a pass of its own: the ticking that shows it costs CPU."""
    _stats(connection, tick=True)
    time.sleep(0.1)
    _stats(connection)
    begin = time.perf_counter()
    for _ in range(rounds):
        _get(connection, "/metrics")
        time.sleep(0.005)  # else the next scrape hides what the one before held up
    took = time.perf_counter() - begin
    scraped = _stats(connection)["late"]
    time.sleep(min(took, 2.0))
    return {"stall_ms": scraped * 1e3, "idle_ms": _stats(connection)["late"] * 1e3}


def _stats(connection: HTTPConnection, *, tick: bool = False) -> dict[str, float]:
    found: dict[str, float] = json.loads(_get(connection, "/stats?tick" if tick else "/stats"))
    return found


def _get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers=_HEADERS)
    return connection.getresponse().read()


@contextmanager
def _server(kind: str, series: int) -> Iterator[HTTPConnection]:
    process = subprocess.Popen(
        [sys.executable, _SERVER, kind, str(series)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield HTTPConnection("127.0.0.1", int(process.stdout.readline()), timeout=60)
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
