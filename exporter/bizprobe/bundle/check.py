"""The chain of the bundle, link by link: every part at its work, and an order and a silence all the way."""

from collections.abc import Sequence

from bizprobe.bundle.bundle import Bundle
from bizprobe.bundle.flowing import WATCHDOG, progress
from bizprobe.bundle.journey import Journey
from bizprobe.bundle.link import Link
from bizprobe.bundle.peers import Peer
from bizprobe.errors import BundleError
from bizprobe.metrics.families.probe import PROBE_SUCCESS
from bizprobe.sandbox.client import SandboxClient

# Seconds between two turns of a group of rules. Nobody waits here for the first turn of slower ones.
_SOON = 15


def chain(bundle: Bundle) -> Sequence[Link]:
    """Every link, in the order in which data passes them."""
    parts = Parts(bundle)
    return [
        _sandbox(bundle.sandbox),
        Link("exporter", parts.exporter),
        Link("prometheus", parts.prometheus),
        Link("rules", parts.rules),
        Link("alertmanager", parts.alertmanager),
        _grafana(bundle.grafana),
        *_journey(bundle),
    ]


def _sandbox(sandbox: Peer | None) -> Link:
    if sandbox is None:
        return Link("sandbox", None, "not part of this run")
    return Link("sandbox", lambda: _world(sandbox))


async def _world(sandbox: Peer) -> str:
    async with SandboxClient(sandbox.url) as client:
        channels = (await client.state())["channels"]
    return f"{len(channels)} channels, {sum(channel['orders'] for channel in channels.values())} orders"


def _grafana(grafana: Peer | None) -> Link:
    if grafana is None:
        return Link("grafana", None, "not installed")
    return Link("grafana", lambda: _dashboards(grafana))


async def _dashboards(grafana: Peer) -> str:
    found = await grafana.ask("/api/search", type="dash-db")
    if not found:
        raise BundleError("it has no dashboards")
    series = await grafana.ask("/api/datasources/proxy/uid/prometheus/api/v1/query", query="up")
    if not series["data"]["result"]:
        raise BundleError("it sees no series of Prometheus")
    return ", ".join(dashboard["title"] for dashboard in found)


def _journey(bundle: Bundle) -> Sequence[Link]:
    names = ("order", "firing alert", "alert at alertmanager", "message")
    if bundle.sandbox is None:
        return [Link(name, None, "only with the sandbox") for name in names]
    journey = Journey(bundle, SandboxClient(bundle.sandbox.url))
    steps = (journey.order, journey.firing, journey.held, journey.message)
    return [Link(name, step) for name, step in zip(names, steps, strict=True)]


class Parts:
    """What each part must show on its own."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    async def exporter(self) -> str:
        """Every probe has run. In the sandbox, where nothing is broken yet, every answer is yes."""
        now = await progress(self._bundle)
        if not 0 < now.expected == now.ran:
            raise BundleError(f"{now.ran} of {now.expected} probes have run")
        unwell = await self._bundle.prometheus.query(f"{PROBE_SUCCESS.name} == 0")
        if unwell and self._bundle.sandbox:
            names = [f"{labels['dealer']}/{labels['probe']}" for labels, _ in unwell]
            raise BundleError(f"the answer is no: {', '.join(names)}")
        return f"{now.ran} probes have run, {now.answered} had an answer"

    async def prometheus(self) -> str:
        """It can scrape every target."""
        targets = await self._bundle.prometheus.query("up")
        down = [labels["job"] for labels, value in targets if not value]
        if down or not targets:
            raise BundleError(f"cannot be scraped: {', '.join(down) or 'no target'}")
        series = await self._bundle.prometheus.value('scrape_samples_scraped{job="bizprobe"}')
        return f"{len(targets)} targets, {series:.0f} series from the exporter"

    async def rules(self) -> str:
        """Every rule can be evaluated. Slow groups may have had no turn yet."""
        groups = await self._bundle.prometheus.rule_groups()
        rules = [
            rule
            for group in groups
            for rule in group["rules"]
            if group["interval"] <= _SOON or rule["health"] != "unknown"
        ]
        ill = [rule["name"] for rule in rules if rule["health"] != "ok"]
        if ill or not rules:
            raise BundleError(f"cannot be evaluated: {', '.join(ill) or 'no rule'}")
        return f"{len(rules)} evaluate"

    async def alertmanager(self) -> str:
        """The alert that always fires has arrived."""
        held = [alert["labels"]["alertname"] for alert in await self._bundle.alertmanager.alerts()]
        if WATCHDOG not in held:
            raise BundleError(f"does not hold {WATCHDOG}")
        return f"holds {WATCHDOG}"
