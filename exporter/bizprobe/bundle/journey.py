"""One order and one silence, followed from the sandbox to the message."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import anyio

from bizprobe.bundle.bundle import Bundle
from bizprobe.bundle.poll import poll
from bizprobe.errors import BundleError
from bizprobe.metrics.families.flow import FLOW_LAST_EVENT, FLOW_SILENCE_LIMIT
from bizprobe.sandbox.client import SandboxClient
from bizprobe.sandbox.faults import FAULTS, FaultName

_ORDER_WITHIN = 60.0
_ALERT_WITHIN = 300.0
_NEXT_WITHIN = 60.0
_APART = 2.0
"""Seconds between the last order that came by itself and ours, so that nobody takes one for the other."""

Alerts = Sequence[Mapping[str, Any]]


class Journey:
    """The channel with the shortest silence limit is silenced, and takes one last order.

    Each step tells what it saw, or raises BundleError where it does not come in time.
    """

    def __init__(self, bundle: Bundle, sandbox: SandboxClient) -> None:
        self._bundle = bundle
        self._sandbox = sandbox
        self._alert: dict[str, str] = {}

    async def order(self) -> str:
        """The order is the newest event of its channel that Prometheus knows."""
        channel, severity = await self._most_watched()
        self._alert = {
            "alertname": FAULTS[FaultName.SILENCE].expect_alert,
            "channel": channel,
            "severity": severity,
        }
        await self._sandbox.inject(channel, FaultName.SILENCE)
        await anyio.sleep(_APART)
        number = await self._sandbox.place_order(channel)
        placed = await self._placed_at(channel, number)
        newest = f'{FLOW_LAST_EVENT.name}{{channel="{channel}"}}'

        async def is_seen() -> bool:
            seen = await self._bundle.prometheus.value(newest)
            return seen > placed.timestamp() - _APART / 2

        seconds = await _await(is_seen, _ORDER_WITHIN, f"order {number} of {channel} in Prometheus")
        return f"{number} placed at {channel}, in Prometheus {seconds:.0f} s later"

    async def firing(self) -> str:
        """The silence is noticed, and has lasted."""

        async def firing() -> Alerts:
            return [alert for alert in await self._bundle.prometheus.alerts() if alert["state"] == "firing"]

        return await self._follow("firing", firing, _ALERT_WITHIN)

    async def held(self) -> str:
        """Alertmanager has it."""
        return await self._follow("held by Alertmanager", self._bundle.alertmanager.alerts, _NEXT_WITHIN)

    async def message(self) -> str:
        """Alertmanager has sent it on."""

        async def arrived() -> Alerts:
            return [alert for alert in self._bundle.inbox.alerts if alert["status"] == "firing"]

        return await self._follow("sent to its receiver", arrived, _NEXT_WITHIN)

    async def _most_watched(self) -> tuple[str, str]:
        limits = await self._bundle.prometheus.query(FLOW_SILENCE_LIMIT.name)
        if not limits:
            raise BundleError("no channel has a silence limit")
        labels, _ = min(limits, key=lambda limit: limit[1])
        return labels["channel"], labels["severity"]

    async def _placed_at(self, channel: str, number: str) -> datetime:
        lately = datetime.fromisoformat((await self._sandbox.state())["now"]) - timedelta(minutes=1)
        orders = await self._sandbox.orders(channel, lately)
        for order in orders:
            if order["number"] == number:
                return datetime.fromisoformat(order["placed_at"])
        raise BundleError(f"the sandbox does not know order {number} of {channel}")

    async def _follow(self, what: str, ask: Callable[[], Awaitable[Alerts]], within: float) -> str:
        if not self._alert:
            raise BundleError("there is no order to begin with")

        async def is_there() -> bool:
            return any(self._alert.items() <= alert["labels"].items() for alert in await ask())

        name = "{alertname} of {channel}".format(**self._alert)
        seconds = await _await(is_there, within, f"{name} {what}")
        return f"{name}, {seconds:.0f} s later"


async def _await(ask: Callable[[], Awaitable[bool]], within: float, what: str) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    if not await poll(ask, within=within):
        raise BundleError(f"no {what} within {within:.0f} s")
    return time.monotonic() - began
