"""What the exporter shows of itself and of its configuration."""

import platform
from collections.abc import Iterator
from datetime import datetime

from bizprobe import __version__
from bizprobe.metrics.families.exporter import (
    BUILD_INFO,
    CONFIG_RELOAD_SUCCESSFUL,
    CONFIG_RELOAD_TIMESTAMP,
    DEALER_INFO,
    LOOP_LAG,
    PROBES_RUNNING,
)
from bizprobe.metrics.family import Sample
from bizprobe.settings.settings import Settings


def build_samples() -> Iterator[Sample]:
    """Which version runs, and on what."""
    yield BUILD_INFO.sample(1, version=__version__, python=platform.python_version())


def config_samples(*, successful: bool, in_force_since: datetime) -> Iterator[Sample]:
    """How the last attempt to load the configuration went, and when the last good one was loaded."""
    yield CONFIG_RELOAD_SUCCESSFUL.sample(float(successful))
    yield CONFIG_RELOAD_TIMESTAMP.sample(in_force_since.timestamp())


def dealer_samples(settings: Settings) -> Iterator[Sample]:
    """The dealers of the configuration."""
    for dealer in settings.dealers.values():
        yield DEALER_INFO.sample(1, dealer=dealer.name, title=dealer.title, timezone=dealer.timezone.key)


def load_samples(*, lag: float, running: int) -> Iterator[Sample]:
    """How busy the process is at this moment."""
    yield LOOP_LAG.sample(lag)
    yield PROBES_RUNNING.sample(running)
