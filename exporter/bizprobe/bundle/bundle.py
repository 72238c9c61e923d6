"""The parts of the bundle, started in their order and running together."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bizprobe.bundle.alertmanager import alertmanager_part
from bizprobe.bundle.exporter import exporter_part
from bizprobe.bundle.grafana import grafana_part
from bizprobe.bundle.history import give_history
from bizprobe.bundle.inbox import Inbox, as_line, inbox
from bizprobe.bundle.link import Say
from bizprobe.bundle.part import Part, running
from bizprobe.bundle.peers import Alertmanager, Peer, Prometheus
from bizprobe.bundle.ports import USUAL, Ports
from bizprobe.bundle.prometheus import INTERVAL, data_of, prometheus_part
from bizprobe.bundle.sandbox import USUAL_SIZE, Size, sandbox_part
from bizprobe.bundle.tools import Tools
from bizprobe.sandbox.config import FILE


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run. Without `config`, which is one of the user's own, it is the sandbox that is watched.

    `interval` is how often Prometheus scrapes and evaluates.
    """

    tools: Tools
    files: Path
    folder: Path
    ports: Ports
    config: Path | None
    size: Size = USUAL_SIZE
    interval: str = INTERVAL


@dataclass(frozen=True, slots=True)
class Bundle:
    """What runs."""

    exporter: Peer
    prometheus: Prometheus
    alertmanager: Alertmanager
    inbox: Inbox
    grafana: Peer | None
    sandbox: Peer | None


@asynccontextmanager
async def bundle_running(plan: Plan, say: Say) -> AsyncIterator[Bundle]:
    """Everything, as long as the block lasts. Raises BundleError when a part does not start or ends early."""
    async with AsyncExitStack() as stack:
        opened = stack.enter_context(inbox(lambda alert: say(as_line(alert))))
        if plan.config is None and not plan.size.town:
            await give_history(plan.size, data_of(plan.folder / "prometheus"), say)
        parts = list(_parts(plan, opened.url))
        for part in parts:
            say(_starting(part))
            await stack.enter_async_context(running(part, plan.folder / "logs"))
        urls = {part.name: part.url for part in parts}
        yield Bundle(
            exporter=Peer("exporter", urls["exporter"]),
            prometheus=Prometheus("prometheus", urls["prometheus"]),
            alertmanager=Alertmanager("alertmanager", urls["alertmanager"]),
            inbox=opened,
            grafana=Peer("grafana", urls["grafana"]) if "grafana" in urls else None,
            sandbox=Peer("sandbox", urls["sandbox"]) if "sandbox" in urls else None,
        )


def first_error(error: BaseException) -> BaseException:
    """What went wrong first in a bundle that ended; what only followed from it is behind."""
    return first_error(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _starting(part: Part) -> str:
    usual, port = getattr(USUAL, part.name), httpx.URL(part.url).port
    why = "" if port == usual else f", since port {usual} is taken"
    return f"Starting {part.name} at {part.url}{why} ..."


def _parts(plan: Plan, messages: str) -> Iterator[Part]:
    tools, files, folder, ports = plan.tools, plan.files, plan.folder, plan.ports
    config = plan.config
    if config is None:
        world = folder / "world"
        config = world / FILE
        yield sandbox_part(world, ports, plan.size)
    yield exporter_part(config, folder / "exporter", ports.exporter)
    yield alertmanager_part(tools.alertmanager, files, folder / "alertmanager", ports.alertmanager, messages)
    yield prometheus_part(tools.prometheus, files, folder / "prometheus", ports, plan.interval)
    if tools.grafana:
        yield grafana_part(tools.grafana, files, folder / "grafana", ports)
