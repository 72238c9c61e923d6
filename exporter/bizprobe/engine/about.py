"""What the exporter shows of itself and of its configuration."""

import platform
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from bizprobe import __version__
from bizprobe.engine.build import Remote
from bizprobe.engine.effective import Place
from bizprobe.metrics.families.api import ACCOUNT_INFO
from bizprobe.metrics.families.baseline import BASELINE_TRUSTED
from bizprobe.metrics.families.channel import CHANNEL_INFO
from bizprobe.metrics.families.exporter import (
    BUILD_INFO,
    CONFIG_RELOAD_SUCCESSFUL,
    CONFIG_RELOAD_TIMESTAMP,
    DEALER_INFO,
    LOOP_LAG,
    PROBES_RUNNING,
)
from bizprobe.metrics.families.objective import API_OBJECTIVE
from bizprobe.metrics.family import Sample
from bizprobe.settings.blocks import ChannelSettings, SystemSettings
from bizprobe.settings.calendar import Calendar
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


def channel_samples(settings: Settings) -> Iterator[Sample]:
    """The channels of the configuration."""
    for dealer in settings.dealers.values():
        for name, channel in dealer.channels.items():
            yield CHANNEL_INFO.sample(
                1,
                dealer=dealer.name,
                channel=name,
                marketplace=channel.sells_at(),
                own=str(channel.own).lower(),
                title=channel.title,
            )


def account_samples(remotes: Mapping[Place, Remote]) -> Iterator[Sample]:
    """With which account each channel and system asks that has a budget."""
    for (dealer, section, name), remote in remotes.items():
        if remote.budgets:
            asking = (name, "") if section == "channels" else ("", name)
            yield Sample(ACCOUNT_INFO, (dealer, remote.owner.remote, remote.owner.side, *asking), 1)


def trust_samples(calendars: Mapping[str, Calendar], now: datetime) -> Iterator[Sample]:
    """Whether what is usual says something of the last hour, for the calendar of each dealer."""
    for dealer, calendar in calendars.items():
        yield BASELINE_TRUSTED.sample(float(calendar.usual(now)), dealer=dealer)


def objective_samples(remotes: Mapping[Place, Remote]) -> Iterator[Sample]:
    """What the systems and channels must answer that have an API."""
    for (dealer, _, name), remote in remotes.items():
        ratio = cast(SystemSettings | ChannelSettings, remote.effective.settings).objective
        if remote.meters and ratio is not None:
            yield Sample(API_OBJECTIVE, (dealer, name, remote.owner.side), ratio)


def load_samples(*, lag: float, running: int) -> Iterator[Sample]:
    """How busy the process is at this moment."""
    yield LOOP_LAG.sample(lag)
    yield PROBES_RUNNING.sample(running)
