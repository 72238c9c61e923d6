"""The sandbox with everything that is built from the bizprobe.yml that it writes, and a clock for both."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio

from bizprobe.catalogue import find_kinds
from bizprobe.engine.build import Workshop
from bizprobe.engine.roster import close
from bizprobe.engine.run import run_once
from bizprobe.engine.watch import Run, Watch
from bizprobe.marketplaces.base import Channel
from bizprobe.remote.account import Meter
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.remote.http_account import HttpAccount
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.sandbox.client import SandboxClient
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.server import Running, running
from bizprobe.settings.load import load_settings
from bizprobe.settings.model import RequestLimits
from bizprobe.state.file import StateFile

NOON = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@dataclass
class HandClock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def seconds(self) -> float:
        """Those that passed here, and those that passed by hand."""
        return anyio.current_time() + (self.time - NOON).total_seconds()


class UnlimitedAccounts(HttpAccounts):
    """Accounts that may ask as often as they like: the bench's clock stands still between two reads."""

    def open(
        self, owner: Owner, limits: RequestLimits, budgets: Sequence[Budget], meter: Meter
    ) -> HttpAccount:
        return super().open(owner, limits, (), meter)


@dataclass
class Bench:
    """The sandbox, everything that is built from its configuration, and the clock of both.

    `watches` holds the probes by kind and by the channel that each asks.
    """

    sandbox: Running
    client: SandboxClient
    clock: HandClock
    channels: Mapping[str, Channel]
    systems: Mapping[str, Any]
    watches: Mapping[tuple[str, str], tuple[Watch, Any]]

    async def move_on(self, seconds: float) -> None:
        """Lets time pass."""
        self.clock.time += timedelta(seconds=seconds)
        await self.client.state()

    async def pass_by(self, seconds: float) -> None:
        """Lets time pass, and the shop write into its database what happened."""
        await self.move_on(seconds)
        await anyio.sleep(0.6)

    async def run(self, kind: str = "flow") -> Mapping[str, Run]:
        """Runs every probe of a kind once, all at the same time. By the channel that each asks."""
        runs: dict[str, Run] = {}

        async def run(channel: str, watch: Watch, probe: Any) -> None:
            runs[channel] = await run_once(probe, watch, self.clock)

        async with anyio.create_task_group() as tasks:
            for (of, channel), (watch, probe) in self.watches.items():
                if of == kind:
                    tasks.start_soon(run, channel, watch, probe)
        return runs


@asynccontextmanager
async def opened_bench(folder: Path, items: int) -> AsyncIterator[Bench]:
    """A bench whose world begins at NOON."""
    clock = HandClock()
    options = Options(folder, rate=4, history=timedelta(hours=1), items=items, exhaustion=7)
    async with running(options, clock) as sandbox:
        catalogue = find_kinds()
        settings = load_settings(sandbox.config, catalogue)
        file = StateFile(folder / "state.db")
        works = await Workshop(catalogue, clock, file, UnlimitedAccounts(clock, file, clock.seconds)).build(
            settings
        )
        assert not works.faults
        made = {place[1:]: remote.made for place, remote in works.remotes.items()}
        try:
            async with SandboxClient(sandbox.url) as client:
                yield Bench(
                    sandbox,
                    client,
                    clock,
                    {name: block for (section, name), block in made.items() if section == "channels"},
                    {name: block for (section, name), block in made.items() if section == "systems"},
                    {
                        (built.settings.kind, built.settings.channel): (
                            Watch(built.dealer, built.name, built.settings),
                            built.probe,
                        )
                        for built in works.probes.values()
                    },
                )
        finally:
            await close(works.remotes.values())
            await file.aclose()
