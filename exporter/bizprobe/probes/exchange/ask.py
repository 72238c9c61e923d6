"""Asking who reports an exchange, and writing down what is new: each exchange counts once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import cast

from bizprobe.errors import BadAnswerError
from bizprobe.exchange.report import ExchangeReport
from bizprobe.marketplaces.base import ReportingChannel
from bizprobe.probes.exchange.settings import ExchangeSettings, Source
from bizprobe.runlog import note
from bizprobe.state.exchanges import ExchangeMemory, Recorded
from bizprobe.surroundings import Surroundings
from bizprobe.systems.base import ReportingSystem

Ask = Callable[[datetime], Awaitable[Sequence[ExchangeReport]]]
"""The exchanges that ended at a moment or later."""


def who_reports(settings: ExchangeSettings, around: Surroundings) -> Ask | None:
    """Whom to ask. None where the reports come by themselves."""
    if settings.system is not None:
        system = cast(ReportingSystem, around.systems[settings.system])
        return lambda since: system.exchanges(settings.exchange, settings.channel, since)
    if settings.source is Source.CHANNEL:
        channel = cast(ReportingChannel, around.channels[settings.channel])
        return lambda since: channel.exchanges(settings.exchange, since)
    return None


async def record(reports: Sequence[ExchangeReport], memory: ExchangeMemory, now: datetime) -> None:
    """Writes reports down, whichever of them are new. Raises BadAnswerError before any of a wrong one."""
    for report in reports:
        for fault in report.contradictions(now):
            raise BadAnswerError(f"the report {report.id} cannot be true: {fault}")
    new = 0
    for report in sorted(reports, key=lambda report: report.ended_at):
        became = await memory.record(report)
        new += became is Recorded.NEW
        if became is Recorded.CONTRADICTS:
            note(f"the report {report.id} says something else than before; what it said first stands")
    note(f"{len(reports)} reports, {new} new")
