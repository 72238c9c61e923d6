"""A flow probe that is killed again and again while orders come in."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

pytestmark = pytest.mark.integration

LOOP = Path(__file__).with_name("flow_in_a_loop.py")
KILLS = 8
CONFIG = """
dealers:
  apteka:
    timezone: UTC
    systems:
      books:
        kind: sql
        url: sqlite:///{shop}
        timezone: UTC
        orders:
          query: SELECT number, placed_at, amount FROM orders WHERE placed_at >= :since
          money: minor
          currency: RUB
    channels:
      shop: {{kind: own, system: books}}
    probes:
      shop-orders: {{kind: flow, channel: shop, book: books, silence: 10m, overlap: 2m, grace: 5m}}
"""


class Shop:
    """Sells without a pause, in a thread; some orders are written down up to a minute late."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE orders (number TEXT, placed_at TEXT, amount INTEGER)")

    @contextmanager
    def selling(self) -> Iterator[None]:
        stop = Event()
        thread = Thread(target=self._sell, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def count(self) -> int:
        with closing(self._connect()) as connection:
            (rows,) = connection.execute("SELECT COUNT(*) FROM orders").fetchone()
            return int(rows)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, timeout=30)

    def _sell(self, stop: Event) -> None:
        late = random.Random(7)
        with closing(self._connect()) as connection:
            number = 0
            while not stop.wait(0.03):
                number += 1
                placed_at = datetime.now(UTC) - timedelta(seconds=late.choice([0, 0, 0, 20, 60]))
                row = (f"S-{number}", f"{placed_at:%Y-%m-%d %H:%M:%S}", 100)
                connection.execute("INSERT INTO orders VALUES (?, ?, ?)", row)


@contextmanager
def looping(config: Path, state: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """The answers of a process that asks without a pause. It is killed when the block is left."""
    command = [sys.executable, str(LOOP), str(config), str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = process.stdout
        try:
            yield (json.loads(line) for line in lines if line.endswith("\n"))
        finally:
            process.kill()


def test_a_probe_that_is_killed_again_and_again_neither_loses_nor_double_counts_an_order(
    tmp_path: Path,
) -> None:
    shop, config, state = Shop(tmp_path / "shop.db"), tmp_path / "bizprobe.yml", tmp_path / "state.db"
    config.write_text(CONFIG.format(shop=shop.path))
    moment = random.Random(11)
    answers: list[dict[str, Any]] = []
    with shop.selling():
        for _ in range(KILLS):
            with looping(config, state) as told:
                answers += [next(told) for _ in range(moment.randint(1, 6))]
                time.sleep(moment.uniform(0, 0.05))
            assert answers[-1].get("events", 0) <= shop.count()
    with looping(config, state) as told:
        answers.append(next(told))
    assert [answer for answer in answers if "error" in answer or answer["findings"]] == []
    counted = [answer["events"] for answer in answers]
    assert counted == sorted(counted)
    assert counted[-1] == shop.count()
