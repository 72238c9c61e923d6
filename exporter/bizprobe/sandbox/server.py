"""The sandbox as a running server."""

import socket
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import uvicorn
from starlette.applications import Starlette

from bizprobe.clock import Clock, SystemClock
from bizprobe.errors import BundleError
from bizprobe.sandbox.config import write_config
from bizprobe.sandbox.integration import INBOX_KEY, report_for_ever
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.places import settled
from bizprobe.sandbox.quarter import Quarter, quarter_opened
from bizprobe.sandbox.world import World

_TICK = 0.5
_GRACE = 1


@dataclass(frozen=True, slots=True)
class Running:
    """A running sandbox: where it answers, what it holds, and the bizprobe.yml that watches it."""

    url: str
    world: World
    config: Path


class _Server(uvicorn.Server):
    """Says when it answers, ends at once, and leaves the process's signals to whoever runs the sandbox."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = anyio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Clients that are left hanging by a fault would hold up the end.
        for connection in self.server_state.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await super().shutdown(sockets)


@asynccontextmanager
async def running(options: Options, clock: Clock | None = None) -> AsyncIterator[Running]:
    """Runs the sandbox for as long as the context lasts. Raises BundleError if it cannot start."""
    clock = clock or SystemClock()
    data = options.data.resolve()
    channels = settled(options.marketplaces)
    with (
        listening(options) as (listener, url),
        quarter_opened(data, channels, options, clock) as quarter,
    ):
        config = write_config(data, url, channels, options.items)
        async with serving(quarter.app, listener), anyio.create_task_group() as tasks:
            tasks.start_soon(live_for_ever, [quarter], clock)
            if options.report_to:
                tasks.start_soon(report_for_ever, quarter.world, options.report_to, quarter.keys[INBOX_KEY])
            yield Running(url, quarter.world, config)
            tasks.cancel_scope.cancel()


@contextmanager
def listening(options: Options) -> Iterator[tuple[socket.socket, str]]:
    """A listening socket and the URL at which others reach it. Raises BundleError."""
    try:
        listener = socket.create_server((options.host, options.port))
    except OSError as error:
        where = f"{options.host}:{options.port}"
        raise BundleError(f"the sandbox cannot listen on {where}: {error.strerror}") from None
    with listener:
        yield listener, options.url or f"http://{options.host}:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    """Serves the application as long as the block lasts, from when it answers."""
    config = uvicorn.Config(
        app, lifespan="off", access_log=False, log_config=None, timeout_graceful_shutdown=_GRACE
    )
    server = _Server(config)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_serve, server, listener)
        try:
            await server.answers.wait()
            yield
        finally:
            server.should_exit = True


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    # Shielded: a cancelled server would leave its connections open; `should_exit` ends it.
    with anyio.CancelScope(shield=True):
        await server.serve(sockets=[listener])


async def live_for_ever(quarters: Sequence[Quarter], clock: Clock) -> None:
    """Lets time pass in every quarter."""
    while True:
        for quarter in quarters:
            quarter.live(clock.now())
        await anyio.sleep(_TICK)
