"""`bizprobe demo`: the whole bundle in the foreground, until Ctrl-C or until it is checked."""

import signal
from pathlib import Path

import anyio
import typer

from bizprobe.bundle.bundle import Bundle, Plan, bundle_running, first_error
from bizprobe.bundle.check import chain
from bizprobe.bundle.files import find_files
from bizprobe.bundle.flowing import wait_until_flowing
from bizprobe.bundle.folder import run_folder
from bizprobe.bundle.link import Say, verify_chain
from bizprobe.bundle.ports import free_ports
from bizprobe.bundle.sandbox import USUAL_SIZE, Size
from bizprobe.bundle.tools import find_tools
from bizprobe.bundle.welcome import tell_what_runs
from bizprobe.errors import UsageError
from bizprobe.sandbox.client import SandboxClient
from bizprobe.sandbox.faults import Broken, parse
from bizprobe.sandbox.places import CHANNELS, by_name, settled

_INTERRUPTED = 130


def demo(
    config: Path | None = None,
    *,
    check: bool = False,
    break_fault: str = "",
    size: Size = USUAL_SIZE,
    base: Path = Path(".run"),
    say: Say = typer.echo,
) -> int:
    """Runs the bundle on the sandbox, which is of that size, or on `config`. Returns the exit code.

    `check` verifies every link of the chain and ends. `break_fault` is injected into the sandbox once data
    flows: PLACE/FAULT, or FAULT alone. Data and logs go below `base`. Raises BizprobeError.
    """
    fault = _fault(break_fault, config, size)
    try:
        with run_folder(base, config) as folder, free_ports() as ports:
            plan = Plan(find_tools(), find_files(), folder, ports, config, size)
            return anyio.run(_until_signal, plan, check, fault, say)
    except BaseExceptionGroup as group:
        raise first_error(group) from group


def _fault(text: str, config: Path | None, size: Size) -> Broken | None:
    if not text:
        return None
    if config:
        raise UsageError("a fault can only be injected into the sandbox, not into your own configuration")
    place, _, fault = text.rpartition("/")
    return parse(place or CHANNELS[0].name, fault, by_name(settled(size.marketplaces)))


async def _until_signal(plan: Plan, check: bool, fault: Broken | None, say: Say) -> int:
    code = _INTERRUPTED if check else 0
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_end_on_signal, tasks.cancel_scope, say)
        async with bundle_running(plan, say) as bundle:
            code = await _show(bundle, plan, check, fault, say)
        tasks.cancel_scope.cancel()
    return code


async def _end_on_signal(scope: anyio.CancelScope, say: Say) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
        async for _ in signals:
            say("Ending everything that was started ...")
            scope.cancel()
            return


async def _show(bundle: Bundle, plan: Plan, check: bool, fault: Broken | None, say: Say) -> int:
    flows = await wait_until_flowing(bundle, say)
    if check:
        return 0 if await verify_chain(chain(bundle), say) else 1
    if not flows:
        say(f"Not all of it has arrived yet; the logs in {plan.folder / 'logs'} may tell why.")
    tell_what_runs(bundle, plan.folder, say)
    if fault and bundle.sandbox:
        async with SandboxClient(bundle.sandbox.url) as sandbox:
            await sandbox.inject(fault.place, fault.fault)
        say(f"Broken now: {fault.fault} at {fault.place}.")
    await anyio.sleep_forever()
    return 0
