"""The town as a running server."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bizprobe.clock import Clock, SystemClock
from bizprobe.sandbox.book import Entry
from bizprobe.sandbox.config import FILE
from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.integration import INBOX_KEY, report_for_ever
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.quarter import Quarter, quarter_opened
from bizprobe.sandbox.server import listening, live_for_ever, serving
from bizprobe.sandbox.town.config import town_config
from bizprobe.sandbox.town.settled import dealers

_ITEMS = 60
_HISTORY = timedelta(minutes=25)
"""More than the probes look back."""


@dataclass(frozen=True, slots=True)
class RunningTown:
    """Where it answers, and the bizprobe.yml that watches it. Each dealer answers at `url`/DEALER."""

    url: str
    config: Path


@asynccontextmanager
async def town_running(
    entries: Sequence[Entry], options: Options, clock: Clock | None = None
) -> AsyncIterator[RunningTown]:
    """Runs a small world for each entry as long as the context lasts. Raises BundleError."""
    clock = clock or SystemClock()
    data = options.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    with listening(options) as (listener, url), ExitStack() as stack:
        quarters = {
            dealer: stack.enter_context(
                quarter_opened(data / dealer, channels, _smaller(options, number), clock)
            )
            for number, (dealer, channels) in enumerate(dealers(entries).items())
        }
        config = data / FILE
        config.write_text(town_config(entries, data, url), encoding="utf-8")
        app = _town(quarters)
        async with serving(app, listener), anyio.create_task_group() as tasks:
            tasks.start_soon(live_for_ever, [*quarters.values()], clock)
            for entry in entries:
                if options.report_to and "exchange" in entry.asks:
                    tasks.start_soon(_report, quarters[entry.dealer], options.report_to)
            yield RunningTown(url, config)
            tasks.cancel_scope.cancel()


def _town(quarters: Mapping[str, Quarter]) -> Starlette:
    async def state(request: Request) -> Response:
        return JSONResponse({"dealers": list(quarters)})

    mounts = [Mount(f"/{dealer}", quarter.app) for dealer, quarter in quarters.items()]
    return Starlette(routes=[Route(f"{PREFIX}/state", state), *mounts])


def _smaller(options: Options, number: int) -> Options:
    return replace(options, items=_ITEMS, history=_HISTORY, seed=options.seed + number)


async def _report(quarter: Quarter, url: str) -> None:
    await report_for_ever(quarter.world, url, quarter.keys[INBOX_KEY])
