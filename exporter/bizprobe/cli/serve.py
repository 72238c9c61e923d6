"""`bizprobe serve`: the engine and its web pages in one process, from the first signal to the last."""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio
import structlog
import uvicorn
from starlette.applications import Starlette

from bizprobe import __version__
from bizprobe.catalogue import Catalogue
from bizprobe.cli.address import bind, url_of
from bizprobe.cli.kinds import known_kinds
from bizprobe.clock import SystemClock
from bizprobe.engine.build import Workshop
from bizprobe.engine.engine import Engine
from bizprobe.engine.shard import Shard
from bizprobe.errors import ConfigError
from bizprobe.logs import configure_logs
from bizprobe.metrics.board import Board
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.load import load_settings
from bizprobe.settings.settings import Settings
from bizprobe.state.file import StateFile
from bizprobe.web.app import make_app

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    config: Path
    listen: str
    state: Path
    external_url: str
    enable_lifecycle: bool
    log_level: str
    shard: Shard


def serve_until_stopped(options: Options) -> int:
    """Returns the exit code. Raises ConfigError and ListenError before anything runs."""
    configure_logs(level=options.log_level)
    catalogue = known_kinds()
    load = partial(load_settings, options.config, catalogue)
    settings = load()
    # Modules and settings stay as long as the process: looking through them for garbage would hold up
    # the event loop for a tenth of a second every few minutes.
    gc.freeze()
    with bind(options.listen) as listener:
        try:
            anyio.run(
                _serve, options, catalogue, settings, load, listener, backend_options={"use_uvloop": True}
            )
        except Exception as error:
            _log.critical("stopped by an error of its own", exc_info=error)
            return 1
    _log.info("stopped")
    return 0


async def _serve(
    options: Options,
    catalogue: Catalogue,
    settings: Settings,
    load: Callable[[], Settings],
    listener: socket.socket,
) -> None:
    url = url_of(listener)
    external_url = (options.external_url or url).rstrip("/")
    clock, state = SystemClock(), StateFile(options.state)
    shard = options.shard
    workshop = Workshop(catalogue, clock, state, HttpAccounts(clock, state), external_url, shard)
    engine = Engine(workshop, Board(), load)
    engine.board.put("engine:shard", shard.samples())
    lifecycle = options.enable_lifecycle
    app = make_app(engine, clock, state, external_url=external_url, lifecycle=lifecycle, shard=shard)
    _log.info("listening", url=url, external_url=external_url, version=__version__, shard=str(shard))
    async with anyio.create_task_group() as listening:
        listening.start_soon(_obey_signals, engine)
        async with _web(app, listener):
            await engine.run(settings)
        listening.cancel_scope.cancel()
    await state.aclose()


@contextlib.asynccontextmanager
async def _web(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    """Serves the pages, to the end of draining, so that everybody can see that we are not ready."""
    server = _WebServer(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
        )
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve, [listener])
        yield
        server.should_exit = True


class _WebServer(uvicorn.Server):
    """uvicorn ends the process on a signal by itself; here the engine ends first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _obey_signals(engine: Engine) -> None:
    stopping = False
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as signals:
        async with anyio.create_task_group() as reloads:
            async for number in signals:
                if number == signal.SIGHUP:
                    reloads.start_soon(_reload, engine)
                elif stopping:
                    os._exit(128 + number)
                else:
                    stopping = True
                    _log.info("stopping", signal=signal.Signals(number).name)
                    engine.stop()


async def _reload(engine: Engine) -> None:
    # The engine has logged the faults and shows them as a metric; it goes on as before.
    with contextlib.suppress(ConfigError):
        await engine.reload()
