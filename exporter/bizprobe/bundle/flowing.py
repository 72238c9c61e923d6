"""Waiting until data has gone all the way once."""

from dataclasses import dataclass

from bizprobe.bundle.bundle import Bundle
from bizprobe.bundle.link import Say
from bizprobe.bundle.poll import poll
from bizprobe.metrics.families.probe import PROBE_EXPECTED, PROBE_LAST_ANSWER, PROBE_LAST_RUN, PROBE_SUCCESS

WATCHDOG = "BizprobeWatchdog"
_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far data has come: probes that exist, ran, and had an answer; and the alert that always fires."""

    expected: int
    ran: int
    answered: int
    watched: bool

    def __str__(self) -> str:
        alert = "an alert has arrived" if self.watched else "no alert has arrived yet"
        return (
            f"{self.answered} of {self.expected} probes have an answer in Prometheus, {alert} at Alertmanager"
        )


async def progress(bundle: Bundle) -> Progress:
    """How far data has come by now. Raises BundleError."""
    held = await bundle.alertmanager.alerts()
    answered, ran, expected = [
        int(await bundle.prometheus.value(f"count({family.name})"))
        for family in (PROBE_LAST_ANSWER, PROBE_LAST_RUN, PROBE_EXPECTED)
    ]
    return Progress(expected, ran, answered, WATCHDOG in [alert["labels"]["alertname"] for alert in held])


async def wait_until_flowing(bundle: Bundle, say: Say) -> bool:
    """Shows progress until every probe has had an answer and an alert has arrived.

    With a configuration of the user's own some probes may have none: then it is enough that they ran.
    False where even that takes too long.
    """
    said = ""

    async def has_come() -> bool:
        nonlocal said
        now = await progress(bundle)
        if str(now) != said:
            said = str(now)
            say(f"Waiting for data: {now}")
        reached = now.answered if bundle.sandbox else now.ran
        return now.watched and 0 < now.expected == reached

    return bool(await poll(has_come, within=_WITHIN))


async def wait_until_well(bundle: Bundle) -> bool:
    """Waits until every answer is yes and nothing is pending. False where even that takes too long."""

    async def is_well() -> bool:
        unwell = await bundle.prometheus.query(f"{PROBE_SUCCESS.name} == 0")
        alerts = await bundle.prometheus.alerts()
        return not unwell and all(alert["labels"]["alertname"] == WATCHDOG for alert in alerts)

    return bool(await poll(is_well, within=_WITHIN))
