"""What came in during the weeks before a demonstration, as if its Prometheus had recorded it.

Without these nothing is usual for weeks. They are the sandbox's own rates, so it goes on as it was.
"""

import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import anyio
import yaml

from bizprobe.bundle.link import Say
from bizprobe.bundle.sandbox import Size
from bizprobe.bundle.tools import find_program
from bizprobe.clock import Clock, SystemClock
from bizprobe.probes.flow.settings import Flow
from bizprobe.sandbox.config import config_text
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.places import settled
from bizprobe.sandbox.traffic import Traffic

RECORDED = "flow:bizprobe_flow_events:increase1h"
_SPAN = timedelta(weeks=5)
# What lies 5 minutes back still counts in Prometheus.
_STEP = 300
_HOUR = 3600
# promtool reads the file once for each block.
_BLOCK = "1500h"


@dataclass(frozen=True, slots=True)
class KnownFlow:
    """A flow of the sandbox with its traffic."""

    labels: Mapping[str, str]
    traffic: Traffic

    def hourly(self, start: float, end: float) -> Iterator[tuple[float, int]]:
        """Moments in Unix seconds, and how many orders were placed in the hour before each."""
        hour: deque[int] = deque(maxlen=_HOUR // _STEP)
        first = (start - _HOUR) // _STEP * _STEP
        for step in range(int((end - first) // _STEP)):
            at = first + step * _STEP
            hour.append(self.traffic.count(at, at + _STEP))
            if len(hour) == hour.maxlen:
                yield at + _STEP, sum(hour)


async def give_history(size: Size, data: Path, say: Say, clock: Clock | None = None) -> None:
    """Writes five weeks into the data of a Prometheus that has not begun; says why where it cannot."""
    promtool = find_program("promtool")
    if promtool is None:
        say("Starting without history, since promtool is not on the PATH: nothing is usual yet.")
        return
    now = (clock or SystemClock()).now()
    await anyio.to_thread.run_sync(_make_blocks, promtool, exposition(size, now - _SPAN, now), data, say)


def _make_blocks(promtool: str, lines: Iterable[str], data: Path, say: Say) -> None:
    data.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=data.parent) as file:
        file.writelines(lines)
        file.flush()
        command = (promtool, "tsdb", "create-blocks-from", f"--max-block-duration={_BLOCK}", "--quiet")
        done = subprocess.run(  # noqa: S603 - the program and the paths are ours
            [*command, "openmetrics", file.name, str(data)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        say(f"Starting without history: {done.stderr.strip()}")


def exposition(size: Size, start: datetime, end: datetime) -> Iterator[str]:
    """The lines of an OpenMetrics file."""
    yield f"# TYPE {RECORDED} gauge\n"
    for flow in known_flows(size):
        labels = ",".join(f'{name}="{value}"' for name, value in flow.labels.items())
        for at, count in flow.hourly(start.timestamp(), end.timestamp()):
            yield f"{RECORDED}{{{labels}}} {count} {at:.0f}\n"
    yield "# EOF\n"


def known_flows(size: Size) -> Iterator[KnownFlow]:
    """The flows that the configuration of such a sandbox watches."""
    channels, usual = settled(size.marketplaces), Options(Path())
    traffic = {place.name: Traffic(place, usual.seed, usual.rate) for place in channels}
    config = yaml.safe_load(config_text(Path(), "http://sandbox.invalid", channels, size.items))
    for dealer, block in config["dealers"].items():
        for probe in block["probes"].values():
            if probe["kind"] == "flow":
                channel, flow = probe["channel"], probe.get("flow", Flow.ORDERS.value)
                yield KnownFlow({"dealer": dealer, "channel": channel, "flow": flow}, traffic[channel])
