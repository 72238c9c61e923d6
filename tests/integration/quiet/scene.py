"""A trade from its first minute to its last: filmed, backfilled, and all rules evaluated over it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

import anyio

from bizprobe.metrics.families import BY_NAME
from tests.integration.quiet.evaluation import Call, Evaluation, Rule
from tests.integration.quiet.film import Film
from tests.integration.quiet.seller import DEALERS, filmed
from tests.integration.quiet.store import Answer, Store, Stretch
from tests.integration.quiet.trade import Shelf
from tests.integration.quiet.usual import add_platform, increases

# They stay at 0, as a test says. A dozen series a probe, each minute over a day, would cost a minute.
_LEFT_OUT = r'bizprobe_probe_errors_total\{.*reason="(?!timeout)'


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened, whom it called, and how many seconds each stage took."""

    film: Film
    store: Store
    calls: Sequence[Call]
    seconds: Mapping[str, float]

    def ask(self, expr: str) -> list[Answer]:
        """The samples of an expression at each minute."""
        with self.store.open():
            return self.store.ask(expr, Stretch(self.film.start, self.film.minutes))


@dataclass
class _Watch:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begin, 1)


def play(
    folder: Path, rules: Sequence[Rule], shelves: Mapping[str, Shelf], start: datetime, minutes: int
) -> Scene:
    """Plays `shelves`, which also hold the four weeks before `start`."""
    watch, film, store = _Watch(), Film(int(start.timestamp()), BY_NAME), Store(folder)
    evaluation = Evaluation(store, rules, Stretch(film.start, minutes))
    with watch.stage("rendering"):
        anyio.run(filmed, film, shelves, start, minutes)
    add_platform(film)
    needed = set[str]().union(*(rule.reads for rule in rules))
    with watch.stage("backfilling"):
        store.add(chain(film.lines(needed, without=_LEFT_OUT), increases(shelves, DEALERS, start)))
    with watch.stage("recordings"):
        evaluation.record()
    with watch.stage("alerts"):
        calls = evaluation.calls()
    print(f"{minutes} minutes, {len(film.series)} series, {len(rules)} rules; seconds: {watch.seconds}")
    return Scene(film, store, calls, watch.seconds)
