"""`bizprobe run`: asks each question once and prints the answers."""

import json
from collections.abc import Sequence
from pathlib import Path

import anyio
import typer

from bizprobe.catalogue import Catalogue
from bizprobe.cli.apart import built_apart
from bizprobe.cli.choose import choose
from bizprobe.cli.kinds import known_kinds
from bizprobe.cli.report import outcome, report
from bizprobe.clock import Clock, SystemClock
from bizprobe.engine.build import BuiltProbe
from bizprobe.engine.ledger import Ledger
from bizprobe.engine.run import run_once
from bizprobe.engine.watch import Watch
from bizprobe.logs import configure_logs
from bizprobe.metrics.board import Board
from bizprobe.settings.load import load_settings
from bizprobe.settings.redact import redacted
from bizprobe.settings.settings import Settings
from bizprobe.web import report as web_report

_AT_ONCE = 8


def run_probes(config: Path, wanted: str, state: Path | None, *, debug: bool, as_json: bool) -> int:
    """Runs the wanted probes and prints what they answer. Returns 0 if every answer is yes, else 1.

    Raises ConfigError and UsageError.
    """
    configure_logs(level="debug" if debug else "error", console=True)
    catalogue = known_kinds()
    settings = choose(load_settings(config, catalogue), wanted)
    clock = SystemClock()
    watches = anyio.run(_run_all, settings, catalogue, state, clock)
    if as_json:
        typer.echo(_json(watches, clock))
    else:
        typer.echo("\n\n".join(report(watch, clock.now(), debug=debug) for watch in watches))
    return 0 if all(watch.last_success_at for watch in watches) else 1


async def _run_all(
    settings: Settings, catalogue: Catalogue, state: Path | None, clock: Clock
) -> Sequence[Watch]:
    ledger, places = Ledger(Board()), anyio.CapacityLimiter(_AT_ONCE)

    async def run(built: BuiltProbe, watch: Watch) -> None:
        async with places:
            ledger.enter(watch, await run_once(built.probe, watch, clock))
        typer.echo(outcome(watch), err=True)

    async with built_apart(settings, catalogue, state) as works:
        watches = [Watch(built.dealer, built.name, built.settings) for built in works.probes.values()]
        typer.echo(f"asking {len(watches)} ...", err=True)
        async with anyio.create_task_group() as tasks:
            for built, watch in zip(works.probes.values(), watches, strict=True):
                tasks.start_soon(run, built, watch)
    return watches


def _json(watches: Sequence[Watch], clock: Clock) -> str:
    shown = [web_report.as_json(watch, redacted(watch.settings), clock.now()) for watch in watches]
    return json.dumps(shown, indent=2, ensure_ascii=False)
