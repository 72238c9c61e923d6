"""An engine with made-up watches, and a client that talks to its pages."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import BizprobeError, Reason
from bizprobe.metrics.board import Board
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding, Reading
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings
from bizprobe.settings.model import Ref
from bizprobe.settings.secret import SecretFile
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.web.app import make_app

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return NOW


class ShopSettings(ChannelSettings):
    api_key_file: SecretFile
    headers: dict[str, str]


class OrdersSettings(ProbeSettings):
    channel: Annotated[str, Ref("channels")]


@dataclass
class FakeEngine:
    """Remembers what it was asked for. `fault` is raised instead of an answer."""

    watches: dict[tuple[str, str], Watch] = field(default_factory=dict)
    dealers: dict[str, Dealer] = field(default_factory=dict)
    ready: bool = True
    board: Board = field(default_factory=Board)
    asked: list[Any] = field(default_factory=list)
    fault: BizprobeError | None = None
    hold: Callable[[], Any] | None = None

    async def run_now(self, dealer: str, probe: str) -> Run:
        self.asked.append((dealer, probe))
        if self.hold is not None:
            await self.hold()
        if self.fault is not None:
            raise self.fault
        return a_run()

    async def reload(self) -> None:
        self.asked.append("reload")
        if self.fault is not None:
            raise self.fault


def a_run(
    ago: float = 10.0,
    *,
    answer: bool | None = None,
    findings: Sequence[Finding] = (),
    total: int | None = None,
    samples: Sequence[Sample] = (),
    reason: Reason | None = None,
    message: str = "",
    log: Sequence[str] = (),
) -> Run:
    """A run of one second that ended `ago` seconds before now."""
    started = NOW - timedelta(seconds=ago + 1)
    count = len(findings) if total is None else total
    reading = None if answer is None else Reading(answer, samples, findings, count)
    return Run("run1", started, 1.0, reading, reason, message, [(started, text) for text in log])


def a_watch(name: str = "ozon-orders", dealer: str = "apteka", *runs: Run) -> Watch:
    """A watch to which these runs happened, in this order."""
    channels = {
        "ozon": ShopSettings.model_validate(
            {
                "kind": "shop",
                "api_key_file": "/run/secrets/ozon",
                "headers": {"Authorization": "Bearer hunter2"},
            }
        )
    }
    home = Dealer(dealer, "Apteka Plus", ZoneInfo("Europe/Moscow"), channels=channels)
    settings = OrdersSettings.model_validate({"kind": "orders", "channel": "ozon"})
    watch = Watch(home, name, settings, next_due=NOW + timedelta(seconds=30))
    for run in runs:
        watch.last = run
        watch.runs += 1
        if run.reading is not None:
            watch.last_answer = run
            watch.answered_at = run.ended if run.reason is None else watch.answered_at
            watch.last_success_at = run.ended if run.reading.success else watch.last_success_at
        if run.reason is not None:
            watch.last_failure = run
            watch.errors[run.reason] = watch.errors.get(run.reason, 0) + 1
    return watch


@pytest.fixture
def made() -> SimpleNamespace:
    """The makers of this file, for tests, which cannot import it."""
    return SimpleNamespace(now=NOW, run=a_run, watch=a_watch)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def watching(engine: FakeEngine) -> Callable[..., None]:
    """Makes the engine watch these."""

    def watch(*watches: Watch) -> None:
        engine.watches |= {watch.key: watch for watch in watches}

    return watch


@pytest.fixture
async def state(tmp_path: Path, anyio_backend: str) -> AsyncIterator[StateFile]:
    file = StateFile(tmp_path / "state.db")
    yield file
    await file.aclose()


@pytest.fixture
def browse(engine: FakeEngine, state: StateFile) -> Callable[..., httpx.AsyncClient]:
    """A client of the engine's pages, made with these options of make_app."""

    def client(**options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(make_app(engine, FixedClock(), state, **options))
        return httpx.AsyncClient(transport=transport, base_url="http://bizprobe.test")

    return client


@pytest.fixture
async def client(browse: Callable[..., httpx.AsyncClient]) -> AsyncIterator[httpx.AsyncClient]:
    async with browse(lifecycle=True) as made:
        yield made
