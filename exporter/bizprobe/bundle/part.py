"""One program of the bundle: how it starts, where it answers, what it leaves behind when it ends."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
import httpx

from bizprobe.bundle.poll import poll
from bizprobe.errors import BundleError

_GRACE = 10.0
_READY_WITHIN = 60.0
_TAIL = 15


@dataclass(frozen=True, slots=True)
class Part:
    """A program that serves HTTP on loopback. `ready` is the path that answers 200 once it can work."""

    name: str
    command: tuple[str, ...]
    url: str
    ready: str
    environment: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def running(part: Part, logs: Path) -> AsyncIterator[None]:
    """Runs the part as long as the block lasts, from when it is ready.

    Raises BundleError, with the end of the log, where the part ends by itself or is not ready in time.
    """
    log = logs / f"{part.name}.log"
    process = await _start(part, log)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_watch, part, process, log)
            await _wait_until_ready(part, log)
            yield
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await _stop(process)


async def _start(part: Part, log: Path) -> asyncio.subprocess.Process:
    # A session of its own: Ctrl-C at the terminal reaches only us, and we end the parts in their order.
    # Should we be killed outright, the kernel ends them.
    setpriv = shutil.which("setpriv")
    leash = (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *leash,
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **part.environment},
            start_new_session=True,
        )


async def _watch(part: Part, process: asyncio.subprocess.Process, log: Path) -> None:
    code = await process.wait()
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
    raise BundleError(f"{part.name} {how}. {_end_of(log)}")


async def _wait_until_ready(part: Part, log: Path) -> None:
    async with httpx.AsyncClient(base_url=part.url, trust_env=False, timeout=2) as client:
        if not await poll(partial(_answers, client, part.ready), within=_READY_WITHIN, every=0.1):
            raise BundleError(f"{part.name} is not ready after {_READY_WITHIN:.0f} s. {_end_of(log)}")


async def _answers(client: httpx.AsyncClient, path: str) -> bool:
    try:
        return (await client.get(path)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    _signal_group(process, signal.SIGTERM)
    with anyio.move_on_after(_GRACE):
        await process.wait()
    # Whatever the part itself started may still be there.
    _signal_group(process, signal.SIGKILL)
    await process.wait()


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _end_of(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-_TAIL:]
    return "\n  ".join([f"The end of {log}:", *lines])
