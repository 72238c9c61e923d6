"""A probe: is the file that somebody touches young enough?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from anyio import to_thread

from bizprobe.errors import ProbeError
from bizprobe.metrics.family import Sample
from bizprobe.probes.base import ProbeKind
from bizprobe.reading import Probe, Reading
from bizprobe.settings.blocks import ProbeSettings
from bizprobe.settings.model import Duration
from bizprobe.surroundings import Surroundings


class HeartbeatFileSettings(ProbeSettings):
    """Whether a file is touched again and again."""

    kind: Literal["heartbeat_file"]
    file: str
    """The file."""
    age: Duration
    """How old it may be."""


class HeartbeatFileProbe:
    """One file."""

    def __init__(self, settings: HeartbeatFileSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._clock = surroundings.clock

    def expected(self) -> Sequence[Sample]:
        return ()

    async def run(self) -> Reading:
        try:
            state = await to_thread.run_sync(Path(self._settings.file).stat)
        except OSError as error:
            raise ProbeError(f"the file cannot be seen: {error.strerror}") from None
        age = (self._clock.now() - datetime.fromtimestamp(state.st_mtime, UTC)).total_seconds()
        return Reading(age <= self._settings.age, [])


def build(settings: HeartbeatFileSettings, surroundings: Surroundings) -> Probe:
    """Nothing to open."""
    return HeartbeatFileProbe(settings, surroundings)


KIND = ProbeKind("heartbeat_file", HeartbeatFileSettings, build)
