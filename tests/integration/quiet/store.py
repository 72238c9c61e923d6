"""A Prometheus over blocks that promtool made: what was scraped, and what rules recorded of it."""

import contextlib
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.integration.monitoring import program
from tests.integration.processes import free_port, started, wait_for_http

# promtool reads its input once for each block; 54 days are the next step of its own that holds six weeks.
_BLOCK = "1296h"
# Prometheus answers a range query with 11,000 moments at most.
_MOST = 10_080
STEP = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole minutes from `start` on, in Unix seconds."""

    start: int
    minutes: int

    def parts(self) -> Iterator[tuple[int, int]]:
        """First and last moment of each part that one query may ask for."""
        for first in range(0, self.minutes, _MOST):
            last = min(first + _MOST, self.minutes) - 1
            yield self.start + STEP * first, self.start + STEP * last


@dataclass(frozen=True, slots=True)
class Answer:
    """A series that a query gave: its labels, but not its name, and its samples as (moment, value)."""

    labels: dict[str, str]
    samples: list[tuple[int, str]]


class Store:
    """Blocks in a folder. Samples stand a minute apart, so one that is a minute old is gone."""

    def __init__(self, folder: Path) -> None:
        self._blocks = folder / "blocks"
        self._folder = folder
        self._client: httpx.Client | None = None

    def add(self, lines: Iterable[bytes]) -> None:
        """Backfills samples, written as OpenMetrics."""
        page = self._folder / "samples.txt"
        with page.open("wb") as file:
            file.writelines(lines)
            file.write(b"# EOF\n")
        command = [
            program("promtool"),
            "tsdb",
            "create-blocks-from",
            "--quiet",
            f"--max-block-duration={_BLOCK}",
        ]
        done = subprocess.run([*command, "openmetrics", page, self._blocks], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        page.unlink()

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Queries are answered inside this block, from what was added before it."""
        config = self._folder / "prometheus.yml"
        config.write_text("global: {}\n")
        address = f"127.0.0.1:{free_port()}"
        flags = [
            f"--config.file={config}",
            f"--storage.tsdb.path={self._blocks}",
            "--storage.tsdb.retention.time=100y",
            f"--web.listen-address={address}",
            "--query.lookback-delta=59s",
        ]
        with started([program("prometheus"), *flags], log=self._folder / "prometheus.log"):
            wait_for_http(f"http://{address}/-/ready")
            # One for all queries: each new one would load the CA bundle again.
            with httpx.Client(base_url=f"http://{address}", timeout=300) as self._client:
                yield

    def ask(self, expr: str, stretch: Stretch) -> list[Answer]:
        """The samples of an expression at each minute."""
        found: dict[tuple[tuple[str, str], ...], list[tuple[int, str]]] = {}
        for first, last in stretch.parts():
            for series in self._range(expr, first, last):
                # Of `a or b` only a part may have a name.
                series["metric"].pop("__name__", None)
                found.setdefault(tuple(sorted(series["metric"].items())), []).extend(series["values"])
        return [Answer(dict(labels), sorted(samples)) for labels, samples in found.items()]

    def _range(self, expr: str, first: int, last: int) -> list[dict[str, Any]]:
        query = {"query": expr, "start": str(first), "end": str(last), "step": str(STEP)}
        assert self._client is not None, "asked outside of open()"
        answer = self._client.post("/api/v1/query_range", data=query).json()
        assert answer["status"] == "success", f"{answer['error']}: {expr}"
        series: list[dict[str, Any]] = answer["data"]["result"]
        return series
