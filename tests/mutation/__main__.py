"""Makes mutants of the rules, runs the promtool tests on each, and tells which survive. Needs promtool.

    python -m tests.mutation [RULE FILES]

Exits 1 where less than 90 % are killed, or where a scenario fails on the rules as they are.
"""

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutation import truth_table
from tests.mutation.mutants import mutants
from tests.mutation.suite import Suite, load

PROMETHEUS = Path(__file__).parents[2] / "prometheus"
WANTED = 0.9


@dataclass(frozen=True, slots=True)
class Count:
    """How many mutants of a file there were, how many survived, and how long it took to know."""

    file: str
    made: int
    survived: int
    seconds: float

    @property
    def killed(self) -> float:
        """The share of them that a test noticed."""
        return 1 - self.survived / max(self.made, 1)

    def __str__(self) -> str:
        return f"{self.file:20} {self.made:7} {self.survived:8} {self.killed:7.1%} {self.seconds:7.0f}"


def main(names: Sequence[str]) -> int:
    """Runs, prints, and gives the exit status."""
    rules, tests = (sorted((PROMETHEUS / folder).glob("*.yml")) for folder in ("rules", "tests"))
    contents = {file: load(file.read_text()) for file in tests} | {truth_table.PATH: truth_table.content()}
    suite = Suite(rules, contents)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = [_count(file, suite, pool) for file in rules if not names or file.name in names]
    whole = Count(
        "all",
        sum(count.made for count in counts),
        sum(count.survived for count in counts),
        sum(count.seconds for count in counts),
    )
    print(f"\n{'file':20} {'mutants':>7} {'survived':>8} {'killed':>7} {'seconds':>7}")
    print(*counts, whole, sep="\n")
    print(*(f"fails without any fault: {title}" for title in suite.broken), sep="\n")
    return int(whole.killed < WANTED or bool(suite.broken))


def _count(file: Path, suite: Suite, pool: ThreadPoolExecutor) -> Count:
    begin, made, survived = time.monotonic(), list(mutants(file)), 0
    for mutant, killer in zip(made, pool.map(suite.killer, made), strict=True):
        if not killer:
            survived += 1
            print(mutant, flush=True)
    return Count(file.name, len(made), survived, time.monotonic() - begin)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
