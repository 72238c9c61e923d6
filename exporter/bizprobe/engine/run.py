"""One run of a probe: it ends in time, and with a reading or a reason."""

import asyncio
import uuid
from time import perf_counter

import anyio
import structlog

from bizprobe import runlog
from bizprobe.clock import Clock
from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import DeadlineExceededError, ProbeError, Reason
from bizprobe.logs import whereabouts
from bizprobe.reading import Probe, Reading
from bizprobe.runlog import RunLog

_log = structlog.get_logger()


async def run_once(probe: Probe, watch: Watch, clock: Clock) -> Run:
    """Asks once. Never raises, except when it is cancelled from outside."""
    run_id = uuid.uuid4().hex[:12]
    log = RunLog(clock)
    runlog.start(log)
    # Not the loop's time: uvloop's goes in whole milliseconds.
    started, begin = clock.now(), perf_counter()
    reading: Reading | None = None
    reason: Reason | None = None
    message = ""
    with structlog.contextvars.bound_contextvars(dealer=watch.dealer.name, probe=watch.name, run_id=run_id):
        try:
            reading = await _within(watch.settings.timeout, probe)
            if reading.unasked is not None:
                reason, message = reading.unasked.reason, str(reading.unasked)
                log.add(f"{reason}: {message}")
        except BaseException as error:
            reason, message = _explain(error)
            log.add(f"{reason}: {message}")
    return Run(run_id, started, perf_counter() - begin, reading, reason, message, tuple(log.lines))


async def _within(timeout: float, probe: Probe) -> Reading:
    with anyio.move_on_after(timeout):
        reading = await probe.run()
        if not isinstance(reading, Reading):
            raise TypeError(f"a probe answered {type(reading).__name__}, not Reading")
        return reading
    raise DeadlineExceededError(f"no end within {timeout:g} s")


def _explain(error: BaseException) -> tuple[Reason, str]:
    """The reason and the words for it. A cancellation from outside goes on its way."""
    task = asyncio.current_task()
    if isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling():
        raise error
    cause = _probe_error(error)
    if cause is not None:
        return cause.reason, str(cause)
    _log.error("probe failed in itself", exc_info=error)
    return Reason.INTERNAL, whereabouts(error)


def _probe_error(error: BaseException) -> ProbeError | None:
    """The error itself, or the first of a group in which there is nothing else."""
    if isinstance(error, BaseExceptionGroup):
        causes = [_probe_error(inner) for inner in error.exceptions]
        return causes[0] if all(causes) else None
    return error if isinstance(error, ProbeError) else None
