"""Runs the one probe of a configuration again and again without a pause, and prints every answer.

python flow_in_a_loop.py BIZPROBE_YML STATE_FILE
"""

import json
import sys
from pathlib import Path

import anyio

from bizprobe.catalogue import find_kinds
from bizprobe.clock import SystemClock
from bizprobe.engine.build import Workshop
from bizprobe.errors import ProbeError
from bizprobe.metrics.families.flow import FLOW_EVENTS
from bizprobe.reading import Reading
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.load import load_settings
from bizprobe.state.file import StateFile


async def loop(config: Path, state: Path) -> None:
    kinds, clock = find_kinds(), SystemClock()
    file = StateFile(state)
    workshop = Workshop(kinds, clock, file, HttpAccounts(clock, file))
    works = await workshop.build(load_settings(config, kinds))
    (built,) = works.probes.values()
    while True:
        try:
            answer = told(await built.probe.run())
        except ProbeError as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


def told(reading: Reading) -> dict[str, object]:
    (events,) = (sample.value for sample in reading.samples if sample.family is FLOW_EVENTS)
    return {"events": events, "findings": [str(finding) for finding in reading.findings]}


if __name__ == "__main__":
    anyio.run(loop, Path(sys.argv[1]), Path(sys.argv[2]))
