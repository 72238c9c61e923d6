"""A configuration built apart from any serving exporter: nothing is scheduled, the state is its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bizprobe.catalogue import Catalogue
from bizprobe.clock import SystemClock
from bizprobe.engine.build import Works, Workshop
from bizprobe.engine.roster import close
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.settings import Settings
from bizprobe.state.file import StateFile


@asynccontextmanager
async def built_apart(
    settings: Settings, catalogue: Catalogue, state: Path | None = None
) -> AsyncIterator[Works]:
    """Everything of a configuration, with the state file `state` or an empty one that goes away."""
    with TemporaryDirectory(prefix="bizprobe-") as folder:
        file = StateFile(state or Path(folder) / "state.db")
        clock = SystemClock()
        works = await Workshop(catalogue, clock, file, HttpAccounts(clock, file)).build(settings)
        try:
            yield works
        finally:
            await close(works.remotes.values())
            await file.aclose()
