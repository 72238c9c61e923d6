"""The sandbox as a running server."""

import socket
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import anyio
import uvicorn
from starlette.applications import Starlette

from bizprobe.clock import Clock, SystemClock
from bizprobe.errors import BundleError
from bizprobe.sandbox import keys
from bizprobe.sandbox.app import build_app, key_names
from bizprobe.sandbox.catalogue import FEW
from bizprobe.sandbox.config import write_config
from bizprobe.sandbox.disturbance import EXHAUSTION, SLOWNESS
from bizprobe.sandbox.faces.shop import ShopDatabase
from bizprobe.sandbox.integration import INBOX_KEY, report_for_ever
from bizprobe.sandbox.places import MARKETPLACES, WILDBERRIES, settled
from bizprobe.sandbox.tokens import TokenFile
from bizprobe.sandbox.world import HISTORY, World

HOST = "127.0.0.1"
SHOP_FILE = "shop.db"
_TICK = 0.5
_GRACE = 1


@dataclass(frozen=True, slots=True)
class Options:
    """How the sandbox is run. `rate` is orders a minute, `slowness` and `exhaustion` seconds, `items`
    the length of the catalogue; port 0 takes a free one.

    `url` is where others reach it, if not on the address that it listens on; `report_to` is the exporter
    that hears of exchanges, if any.
    """

    data: Path
    port: int = 0
    host: str = HOST
    url: str = ""
    seed: int = 1
    rate: float = 8.0
    slowness: float = SLOWNESS
    exhaustion: int = EXHAUSTION
    history: timedelta = HISTORY
    items: int = FEW
    marketplaces: int = len(MARKETPLACES)
    report_to: str = ""


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
    known = keys.keep(data, (*key_names(channels), INBOX_KEY))
    world = World(
        clock.now(),
        seed=options.seed,
        rate=options.rate,
        history=options.history,
        items=options.items,
        channels=channels,
    )
    app = build_app(
        world,
        clock,
        known,
        seed=options.seed,
        slowness=options.slowness,
        exhaustion=options.exhaustion,
    )
    with _listen(options.host, options.port) as listener, closing(ShopDatabase(data / SHOP_FILE)) as shop:
        token = TokenFile(data / keys.FOLDER, known[WILDBERRIES])
        shop.keep(world)
        token.keep(world)
        url = options.url or f"http://{options.host}:{listener.getsockname()[1]}"
        config = write_config(data, url, channels, options.items)
        async with _serving(app, listener), anyio.create_task_group() as tasks:
            tasks.start_soon(_live, world, (shop, token), clock)
            if options.report_to:
                tasks.start_soon(report_for_ever, world, options.report_to, known[INBOX_KEY])
            yield Running(url, world, config)
            tasks.cancel_scope.cancel()


@asynccontextmanager
async def _serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
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


class _Kept(Protocol):
    def keep(self, world: World) -> None: ...


async def _live(world: World, files: Sequence[_Kept], clock: Clock) -> None:
    while True:
        world.advance(clock.now())
        for file in files:
            file.keep(world)
        await anyio.sleep(_TICK)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise BundleError(f"the sandbox cannot listen on {host}:{port}: {error.strerror}") from None
