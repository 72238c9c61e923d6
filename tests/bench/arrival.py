"""What a reading of 88 series costs when it arrives: rendered on the board, or set in prometheus-client."""

import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice

from prometheus_client import CollectorRegistry, Gauge
from series import FAMILIES, readings

from bizprobe.metrics.board import Board
from bizprobe.metrics.family import Sample

_SERIES = 88


def measure(rounds: int) -> dict[str, float]:
    """Microseconds a reading."""
    reading = _reading()
    board = Board(FAMILIES)
    registry = CollectorRegistry()
    gauges = {
        family: Gauge(family.name, family.help, family.labels, registry=registry) for family in FAMILIES
    }

    def set_by_labels() -> None:
        for sample in reading:
            gauges[sample.family].labels(*sample.labels).set(sample.value)

    return {
        "board_us": _median(lambda: board.put("probe", reading), rounds),
        "client_us": _median(set_by_labels, rounds),
    }


def _reading() -> list[Sample]:
    rows = [sample for _, samples in readings(len(FAMILIES) * 10) for sample in samples]
    eight_families = [sample for sample in rows if sample.family in FAMILIES[:8]]
    return list(islice(cycle(eight_families), _SERIES))


def _median(work: Callable[[], None], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6
