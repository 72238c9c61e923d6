"""`make faults`: the bundle with a dealer for each entry of the book of faults, and what came of each."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import anyio
import typer

from bizprobe.bundle.bundle import Plan, bundle_running, first_error
from bizprobe.bundle.faults.case import Case
from bizprobe.bundle.faults.owners import owners
from bizprobe.bundle.faults.proof import Proof
from bizprobe.bundle.faults.table import lines
from bizprobe.bundle.files import find_files
from bizprobe.bundle.flowing import wait_until_flowing, wait_until_well
from bizprobe.bundle.folder import run_folder
from bizprobe.bundle.ports import free_ports
from bizprobe.bundle.sandbox import Size
from bizprobe.bundle.tools import find_tools
from bizprobe.errors import BizprobeError
from bizprobe.sandbox.book import Entry, entries_of

_INTERVAL = "5s"
"""Of Prometheus. Shorter finds faults a little sooner, and costs more than two cores have beside the rest."""


def main(
    fault: Annotated[list[str] | None, typer.Argument(help="Only these; otherwise the whole book.")] = None,
) -> None:
    """Exits with 1 unless every fault comes to the alert that the book names, in time, and to no other."""
    only = tuple(fault or ())
    try:
        with run_folder(Path(".run"), None) as folder, free_ports() as ports:
            plan = Plan(
                find_tools(), find_files(), folder, ports, None, Size(town=True, only=only), _INTERVAL
            )
            good = anyio.run(_hold, plan)
    except* BizprobeError as group:
        typer.echo(str(first_error(group)), err=True)
        good = False
    sys.exit(0 if good else 1)


async def _hold(plan: Plan) -> bool:
    cases = _cases(plan.files, entries_of(plan.size.only))
    async with bundle_running(plan, _say_nothing) as bundle:
        await wait_until_flowing(bundle, typer.echo)
        if not await wait_until_well(bundle):
            typer.echo("Not all is well before the first fault.")
        proof = Proof(bundle, cases, typer.echo)
        await proof.hold()
    typer.echo("\n".join(["", *lines(cases, proof.elsewhere)]))
    return not any(case.complaints for case in cases) and not list(proof.elsewhere)


def _cases(files: Path, entries: Sequence[Entry]) -> Sequence[Case]:
    owner_of = owners(files)
    return [Case(entry, owner_of[entry.expected.incident] if entry.expected else "") for entry in entries]


def _say_nothing(line: str) -> None:
    """Each alert as it arrives is more than anybody wants to read here."""


if __name__ == "__main__":
    typer.run(main)
