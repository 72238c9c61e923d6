"""What becomes of a run: the watch remembers it, and the board shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bizprobe.engine.watch import Run, Watch
from bizprobe.errors import Reason
from bizprobe.logs import whereabouts
from bizprobe.metrics.board import Board
from bizprobe.metrics.families.objective import PROBE_OBJECTIVE
from bizprobe.metrics.families.probe import (
    PROBE_DURATION,
    PROBE_ERRORS,
    PROBE_EXPECTED,
    PROBE_FINDINGS,
    PROBE_INTERVAL,
    PROBE_LAST_ANSWER,
    PROBE_LAST_RUN,
    PROBE_LAST_SUCCESS,
    PROBE_RUNS,
    PROBE_SUCCESS,
    PROBE_TIMEOUT,
)
from bizprobe.metrics.family import Sample
from bizprobe.reading import Reading

_log = structlog.get_logger()
_SHORTEST_LIFE = 600.0


class Ledger:
    """Enters runs into watches, and shows on the board what is known of each."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._stale_from: dict[tuple[str, str], datetime] = {}

    def open(self, watch: Watch, expected: Sequence[Sample], url: str) -> None:
        """Shows what must exist, and counters at 0 so that the first run is an increase."""
        self._board.put(_owner(watch.key, "expected"), [*_expectation(watch, url), *expected])
        self._show_runs(watch)
        self._show_errors(watch)

    def enter(self, watch: Watch, run: Run) -> None:
        """A run ended. A reading replaces the one before; a failure leaves it until it is too old."""
        run = self._shown(watch, run)
        watch.last = run
        watch.runs += 1
        if run.reading is not None:
            watch.last_answer = run
            if run.reason is None:
                watch.answered_at = run.ended
                if run.reading.success:
                    watch.last_success_at = run.ended
            self._stale_from[watch.key] = run.ended + _life(watch)
        if run.reason is not None:
            watch.last_failure = run
            watch.errors[run.reason] = watch.errors.get(run.reason, 0) + 1
            self._show_errors(watch)
        self._show_runs(watch)

    def withdraw_stale(self, now: datetime) -> None:
        """Takes away readings that are so old that they prove nothing any more; the runs stay."""
        for key in [key for key, moment in self._stale_from.items() if moment <= now]:
            del self._stale_from[key]
            self._board.drop(_owner(key, "reading"))

    def close(self, watch: Watch) -> None:
        """The probe is no longer watched: none of its series stays."""
        self._stale_from.pop(watch.key, None)
        for part in ("expected", "reading", "runs", "errors"):
            self._board.drop(_owner(watch.key, part))

    def _shown(self, watch: Watch, run: Run) -> Run:
        """The run after its reading is on the board. One that cannot be shown is a failure of the probe."""
        if run.reading is None:
            return run
        try:
            self._board.put(_owner(watch.key, "reading"), _answer(watch, run.reading))
        except Exception as error:
            _log.error("reading cannot be shown", dealer=watch.dealer.name, probe=watch.name, exc_info=error)
            return replace(run, reading=None, reason=Reason.INTERNAL, message=whereabouts(error))
        return run

    def _show_runs(self, watch: Watch) -> None:
        self._board.put(_owner(watch.key, "runs"), _runs(watch))

    def _show_errors(self, watch: Watch) -> None:
        self._board.put(_owner(watch.key, "errors"), _errors(watch))


def _life(watch: Watch) -> timedelta:
    return timedelta(seconds=max(3 * watch.settings.every, _SHORTEST_LIFE))


def _owner(key: tuple[str, str], part: str) -> str:
    return f"probe:{'/'.join(key)}:{part}"


def _expectation(watch: Watch, url: str) -> Iterator[Sample]:
    settings = watch.settings
    service = watch.dealer.business_services.get(settings.business_service or "")
    yield PROBE_EXPECTED.sample(
        1,
        dealer=watch.dealer.name,
        probe=watch.name,
        kind=settings.kind,
        location=settings.location or "",
        business_service=settings.business_service or "",
        step=service.step if service and service.step else "",
        url=url,
    )
    yield Sample(PROBE_TIMEOUT, watch.key, settings.timeout)
    yield Sample(PROBE_INTERVAL, watch.key, settings.every)
    if settings.objective is not None:
        yield Sample(PROBE_OBJECTIVE, watch.key, settings.objective)


def _runs(watch: Watch) -> Iterator[Sample]:
    yield Sample(PROBE_RUNS, watch.key, watch.runs)
    if watch.last is not None:
        yield Sample(PROBE_DURATION, watch.key, watch.last.seconds)
        yield Sample(PROBE_LAST_RUN, watch.key, watch.last.ended.timestamp())
    if watch.answered_at is not None:
        yield Sample(PROBE_LAST_ANSWER, watch.key, watch.answered_at.timestamp())
    if watch.last_success_at is not None:
        yield Sample(PROBE_LAST_SUCCESS, watch.key, watch.last_success_at.timestamp())


def _errors(watch: Watch) -> Iterator[Sample]:
    for reason in Reason:
        yield Sample(PROBE_ERRORS, (*watch.key, reason), watch.errors.get(reason, 0))


def _answer(watch: Watch, reading: Reading) -> Iterator[Sample]:
    yield from reading.samples
    # Of a question that was asked only in part a yes says nothing.
    if reading.unasked is None or not reading.success:
        yield Sample(PROBE_SUCCESS, watch.key, float(reading.success))
    yield Sample(PROBE_FINDINGS, watch.key, reading.findings_total)
