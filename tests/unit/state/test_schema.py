"""Groups of tables that change from release to release."""

import sqlite3
from collections.abc import Iterator

import pytest

from bizprobe.errors import StateError
from bizprobe.state.schema import Schema

FIRST = ("CREATE TABLE cars (name TEXT) STRICT", "INSERT INTO cars VALUES ('old')")
SECOND = ("ALTER TABLE cars ADD COLUMN wheels INTEGER NOT NULL DEFAULT 4",)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def test_tables_are_made_once(connection: sqlite3.Connection) -> None:
    for _ in range(3):
        Schema("cars", (FIRST,)).ensure(connection)
    assert connection.execute("SELECT * FROM cars").fetchall() == [("old",)]


def test_a_later_release_takes_the_missing_steps_and_keeps_the_rows(connection: sqlite3.Connection) -> None:
    Schema("cars", (FIRST,)).ensure(connection)
    Schema("cars", (FIRST, SECOND)).ensure(connection)
    assert connection.execute("SELECT * FROM cars").fetchall() == [("old", 4)]


def test_an_earlier_release_leaves_the_tables_alone_and_says_so(connection: sqlite3.Connection) -> None:
    Schema("cars", (FIRST, SECOND)).ensure(connection)
    with pytest.raises(StateError, match=r"the state of cars was written by a later release \(version 2\)"):
        Schema("cars", (FIRST,)).ensure(connection)


def test_rooms_do_not_know_of_each_other(connection: sqlite3.Connection) -> None:
    Schema("cars", (FIRST, SECOND)).ensure(connection)
    Schema("ships", (("CREATE TABLE ships (name TEXT) STRICT",),)).ensure(connection)
    assert connection.execute("SELECT * FROM ships").fetchall() == []
