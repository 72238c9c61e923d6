"""The HTTP surface of the exporter, put together."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bizprobe.clock import Clock
from bizprobe.engine.shard import Shard
from bizprobe.state.exchanges import ExchangeMemory
from bizprobe.state.file import StateFile
from bizprobe.web.engine import Engine
from bizprobe.web.exchanges import Inbox
from bizprobe.web.front import Front
from bizprobe.web.headers import SecureHeaders
from bizprobe.web.lifecycle import Lifecycle
from bizprobe.web.probes import Probes
from bizprobe.web.render import Pages
from bizprobe.web.run_now import RunNow
from bizprobe.web.scrape import Scrape


def make_app(
    engine: Engine,
    clock: Clock,
    state: StateFile,
    *,
    external_url: str = "",
    lifecycle: bool = False,
    run_now: bool = True,
    shard: Shard | None = None,
) -> Starlette:
    """An ASGI application for one engine, which keeps what is reported to it in `state`.

    `external_url` is the address by which people reach the exporter. `lifecycle` allows /-/reload, `run_now`
    the button that runs a probe. Links are relative: a proxy may serve everything under a path of its own.
    `shard` says which reports of exchanges are for another exporter.
    """
    pages = Pages(clock)
    front = Front(engine, pages, clock)
    by_hand = RunNow(engine, enabled=run_now, external_url=external_url)
    life = Lifecycle(engine, enabled=lifecycle, external_url=external_url)
    probes = Probes(engine, pages, clock, can_run=run_now)
    inbox = Inbox(engine, ExchangeMemory(state), clock, shard or Shard())

    return Starlette(
        routes=[
            Route("/", front.home),
            Route("/metrics", Scrape(engine, clock).metrics),
            Route("/-/healthy", life.healthy),
            Route("/-/ready", life.ready),
            Route("/-/reload", life.reload, methods=["PUT", "POST"]),
            Route("/v1/exchanges", inbox.report, methods=["POST"]),
            Route("/probes", probes.overview),
            Route("/probes/{probe}", probes.short),
            Route("/probes/{dealer}/{probe}.json", probes.json),
            Route("/probes/{dealer}/{probe}.csv", probes.csv),
            Route("/probes/{dealer}/{probe}", probes.page),
            Route("/probes/{dealer}/{probe}/run", by_hand.run, methods=["POST"]),
            Mount("/static", StaticFiles(packages=[("bizprobe.web", "static")])),
        ],
        middleware=[Middleware(SecureHeaders)],
        exception_handlers={HTTPException: front.fault},
    )
