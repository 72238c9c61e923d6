import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bizprobe.sandbox.faces.shop import ShopDatabase
from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.world import RETENTION, World

LOCKED = Broken("shop", FaultName.LOCKED)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def shop(file: Path) -> Iterator[ShopDatabase]:
    with closing(ShopDatabase(file)) as shop:
        yield shop


def read(file: Path) -> dict[str, tuple[str, str, int]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=0)) as database:
        rows = database.execute("SELECT number, placed_at, status, kopecks FROM orders").fetchall()
    return {number: (placed_at, status, kopecks) for number, placed_at, status, kopecks in rows}


def test_the_database_holds_the_orders_of_the_shop(shop: ShopDatabase, file: Path, world: World) -> None:
    shop.keep(world)
    rows = read(file)
    assert set(rows) == {order.number for order in world.orders("shop")}
    for order in world.orders("shop"):
        placed_at, _, kopecks = rows[order.number]
        assert datetime.fromisoformat(f"{placed_at}Z") == order.placed_at
        assert kopecks == order.kopecks


def test_new_orders_and_new_statuses_are_written(
    shop: ShopDatabase, file: Path, world: World, pass_by: Callable[..., None]
) -> None:
    shop.keep(world)
    order = world.place("shop")
    shop.keep(world)
    assert read(file)[order.number][1] == "new"
    pass_by(minutes=20)
    shop.keep(world)
    assert read(file)[order.number][1].startswith(("completed", "cancelled"))
    assert len(read(file)) == len(world.orders("shop"))


def test_orders_that_the_world_forgets_are_deleted(
    shop: ShopDatabase, file: Path, world: World, pass_by: Callable[..., None]
) -> None:
    shop.keep(world)
    pass_by(days=3, minutes=1)
    shop.keep(world)
    oldest = world.now - RETENTION - timedelta(seconds=1)
    assert all(datetime.fromisoformat(f"{placed_at}Z") >= oldest for placed_at, _, _ in read(file).values())


def test_a_locked_database_cannot_be_read_and_loses_nothing(
    shop: ShopDatabase, file: Path, world: World, pass_by: Callable[..., None]
) -> None:
    shop.keep(world)
    world.inject(LOCKED)
    for _ in range(3):
        pass_by(minutes=1)
        shop.keep(world)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            read(file)
    world.mend(LOCKED)
    shop.keep(world)
    assert set(read(file)) == {order.number for order in world.orders("shop")}


def test_what_a_reader_holds_up_is_written_later(
    shop: ShopDatabase, file: Path, world: World, pass_by: Callable[..., None]
) -> None:
    shop.keep(world)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM orders").fetchone()
        pass_by(minutes=5)
        shop.keep(world)
    pass_by(minutes=5)
    shop.keep(world)
    assert set(read(file)) == {order.number for order in world.orders("shop")}


def test_a_shop_that_starts_again_begins_with_its_world(file: Path, world: World) -> None:
    with closing(ShopDatabase(file)) as shop:
        world.place("shop")
        shop.keep(world)
    inode = file.stat().st_ino
    again = World(world.now, seed=7, rate=2, history=timedelta(hours=2))
    with closing(ShopDatabase(file)) as shop:
        shop.keep(again)
    assert file.stat().st_ino == inode
    assert set(read(file)) == {order.number for order in again.orders("shop")}
