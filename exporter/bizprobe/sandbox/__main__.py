"""The sandbox on its own: `python -m bizprobe.sandbox --port 9800 --data DIR`."""

import signal
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import anyio
import typer

from bizprobe.errors import BundleError, UsageError
from bizprobe.sandbox.book import entries_of
from bizprobe.sandbox.catalogue import FEW, MOST
from bizprobe.sandbox.options import HOST, Options
from bizprobe.sandbox.places import MARKETPLACES
from bizprobe.sandbox.server import Running, running
from bizprobe.sandbox.town.server import RunningTown, town_running


def main(
    data: Annotated[Path, typer.Option(help="Where the keys, the shop's database and bizprobe.yml go.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
    url: Annotated[str, typer.Option(help="Where others reach it, if not there.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed brings the same orders.")] = 1,
    rate: Annotated[
        float, typer.Option(min=0.1, max=600, help="Orders a minute of the busiest channel.")
    ] = 8.0,
    items: Annotated[int, typer.Option(min=10, max=MOST, help="Items in the catalogue.")] = FEW,
    marketplaces: Annotated[
        int, typer.Option(min=len(MARKETPLACES), max=99, help="How many there are; further ones are copies.")
    ] = len(MARKETPLACES),
    report_to: Annotated[
        str, typer.Option(help="The exporter that hears of exchanges.")
    ] = "http://127.0.0.1:19310",
    town: Annotated[
        bool, typer.Option("--town", help="A small dealer for each entry of the book of faults instead.")
    ] = False,
    fault: Annotated[list[str] | None, typer.Option(help="Only of this fault; several may be given.")] = None,
) -> None:
    """Runs a small world of marketplaces, a shop, a CRM and an ERP on loopback until it is interrupted."""
    options = Options(
        data, port, host, url, seed, rate, items=items, marketplaces=marketplaces, report_to=report_to
    )
    try:
        anyio.run(_run, town_running(entries_of(fault or ()), options) if town else running(options))
    except (BundleError, UsageError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


async def _run(sandbox_running: AbstractAsyncContextManager[Running | RunningTown]) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with sandbox_running as sandbox:
            typer.echo(f"the sandbox answers at {sandbox.url}; its configuration is {sandbox.config}")
            async for _ in signals:
                return


if __name__ == "__main__":
    typer.run(main)
