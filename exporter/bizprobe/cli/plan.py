"""`bizprobe run --plan`: what the probes will ask, before anything is asked."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import anyio
import typer

from bizprobe.cli.apart import built_apart
from bizprobe.cli.choose import choose
from bizprobe.cli.kinds import known_kinds
from bizprobe.cli.report import columns
from bizprobe.engine.plan import Outlook, Rows, Spending, Turn, outlook
from bizprobe.errors import UsageError
from bizprobe.flow.words import span
from bizprobe.logs import configure_logs
from bizprobe.settings.load import load_settings
from bizprobe.settings.model import Offer
from bizprobe.state.file import StateFile
from bizprobe.state.row_counts import RowCounts, RowKey

ASSUMED = 1000
"""The rows of a read of which nothing is known."""
_DOES_NOT_FIT = "DOES NOT FIT"
_HEAD_OF_TURNS = ("probe", "", "read", "", "account: group", "takes", "")
_HEAD_OF_SPENDINGS = ("account", "group", "an hour", "", "")


def show_plan(config: Path, wanted: str, state: Path | None, rows: int | None) -> int:
    """Prints the plan of the wanted probes, and of each account with all its probes.

    Returns 0 if everything fits into what the accounts are granted, else 1. Raises ConfigError, UsageError.
    """
    configure_logs(level="error", console=True)
    catalogue = known_kinds()
    settings = load_settings(config, catalogue)
    chosen = choose(settings, wanted).dealers.values()
    names = {(dealer.name, probe) for dealer in chosen for probe in dealer.probes}
    if state is not None and not state.is_file():
        raise UsageError(f"there is no state file {state}")
    known = anyio.run(_known, state)

    async def look_out() -> Outlook:
        async with built_apart(settings, catalogue) as works:
            return outlook(works, lambda *names: _reckoned(known, rows, *names))

    plan = anyio.run(look_out)
    typer.echo("\n".join(_lines(plan, names)))
    return 0 if plan.fits else 1


async def _known(state: Path | None) -> Mapping[RowKey, int]:
    if state is None:
        return {}
    file = StateFile(state)
    try:
        return await RowCounts(file).known()
    finally:
        await file.aclose()


def _reckoned(known: Mapping[RowKey, int], rows: int | None, dealer: str, channel: str, offer: Offer) -> Rows:
    if offer is Offer.KEY:
        return Rows(1, "")
    counted = known.get(RowKey(dealer, channel, offer))
    if counted is not None:
        return Rows(counted, "last read")
    return Rows(ASSUMED, "assumed") if rows is None else Rows(rows, "given")


def _lines(plan: Outlook, names: set[tuple[str, str]]) -> Iterator[str]:
    turns = [turn for turn in plan.turns if _name(turn) in names]
    yield "Each run:"
    yield from columns([_HEAD_OF_TURNS, *(row for turn in turns for row in _turn(turn))])
    yield ""
    yield "Each account, all probes together:"
    yield from columns([_HEAD_OF_SPENDINGS, *map(_spending, plan.spendings)])
    silent = sorted({built.name for built in plan.unplanned if (built.dealer.name, built.name) in names})
    if silent:
        yield ""
        yield f"Without a plan: {', '.join(silent)}"


def _name(turn: Turn) -> tuple[str, str]:
    built = turn.questions[0].probe
    return built.dealer.name, built.name


def _turn(turn: Turn) -> Iterator[Sequence[str]]:
    for place, question in enumerate(turn.questions):
        settings, source = question.probe.settings, question.rows.source
        rows = f"{question.rows.count:,} rows ({source})" if source else ""
        yield (
            "/".join(_name(turn)) if place == 0 else "",
            f"every {span(settings.every)}" if place == 0 else "",
            question.offer,
            rows,
            f"{question.owner.remote}: {question.group or 'all'}",
            f"{question.takes:,}",
            _ends(turn) if place == 0 else "",
        )


def _ends(turn: Turn) -> str:
    if turn.fits:
        return f"at least {span(turn.lasts)}" if turn.lasts >= 1 else ""
    timeout = turn.questions[0].probe.settings.timeout
    return f"{_DOES_NOT_FIT}: {span(turn.lasts)}, timeout {span(timeout)}"


def _spending(spending: Spending) -> Sequence[str]:
    owner = spending.owner
    granted = "no limit known" if spending.granted is None else f"of {spending.granted:,.0f} an hour"
    return (
        f"{owner.dealer}: {owner.remote}",
        spending.group or "all",
        f"{spending.per_hour:,.0f}",
        granted,
        "" if spending.fits else _DOES_NOT_FIT,
    )
