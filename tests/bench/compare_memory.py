"""Memory and lateness of so many comparisons in this process: `compare_memory.py CHANNELS after|at-once`."""

import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from compare_pages import make_prices
from compare_product import open_shop

_TICK = 0.001


async def measure(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """The most that the event loop was late meanwhile, and the most CPU that it took at a stretch; in ms.

    On a machine that does other things too, lateness is also theirs; the CPU is ours alone.
    """
    late = busy = 0.0

    async def tick() -> None:
        nonlocal late, busy
        while True:
            begin, begin_cpu = time.perf_counter(), time.thread_time()
            await anyio.sleep(_TICK)
            late = max(late, time.perf_counter() - begin - _TICK)
            busy = max(busy, time.thread_time() - begin_cpu)

    async with anyio.create_task_group() as group:
        group.start_soon(tick)
        await work()
        group.cancel_scope.cancel()
    return late * 1e3, busy * 1e3


def _peak_mb() -> float:
    """Not from getrusage: there a process begins with the peak of its parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    channels, options = int(sys.argv[1]), {"use_uvloop": True}
    with open_shop(make_prices()) as shop:
        compare = shop.at_once if sys.argv[2] == "at-once" else shop.one_after_another
        idle = anyio.run(measure, lambda: anyio.sleep(1), backend_options=options)
        # From here on the peak is that of the comparisons; making the pages took more for a moment.
        Path("/proc/self/clear_refs").write_text("5")
        base = _peak_mb()
        late, busy = anyio.run(measure, lambda: compare(channels), backend_options=options)
        found = {"over_mb": _peak_mb() - base, "busy_ms": busy, "late_ms": late, "idle_ms": idle[0]}
        print(json.dumps(found))


if __name__ == "__main__":
    main()
