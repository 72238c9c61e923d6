"""A table with a cell for each thing of each row."""

import json
import re
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from panels.grid import Cells, grid
from panels.look import BAD, OK, Word
from panels.panel import Place, Words
from panels.rows import Column

WORDS = Words("Who?", "What.", "Why.", "Act.", "Nobody.")
CELLS = Cells("state", "dealer", "channel", {0: Word("✔ well", OK), 1: Word("✖ silent", BAD)})
COLUMNS = (
    Column("Dealer", 90, label="dealer"),
    Column("lost", 80, "lost"),
    Column("in", 40, label="currency"),
)


def compiled() -> dict[str, Any]:
    panel = grid(Place(1, 24, 6), WORDS, COLUMNS, CELLS, largest_first=("lost",)).build()
    made: dict[str, Any] = json.loads(json.dumps(panel, cls=JSONEncoder))
    return made


def test_cells_are_turned_before_they_are_joined_to_the_columns_of_their_row() -> None:
    sort, worst, turn, name, join, order = compiled()["transformations"]
    assert [each["id"] for each in (sort, worst, turn, name, join, order)] == [
        "sortBy",
        "sortBy",
        "groupingToMatrix",
        "organize",
        "joinByField",
        "organize",
    ]
    assert sort["filter"] == worst["filter"] == turn["filter"] == {"id": "byRefId", "options": "A"}
    assert turn["options"]["rowField"] == join["options"]["byField"] == "dealer"
    assert name["options"]["renameByName"] == {"dealer\\channel": "dealer"}
    assert order["options"]["indexByName"] == {"dealer": 0, "Value #B": 1, "currency": 2}


def test_cells_look_like_states_and_the_columns_of_the_row_do_not() -> None:
    [cells] = [each for each in compiled()["fieldConfig"]["overrides"] if each["matcher"]["id"] == "byRegexp"]
    matches = re.compile(cells["matcher"]["options"].strip("/")).match
    assert [name for name in ("ozon", "in-shop", "Dealers") if matches(name)] == [
        "ozon",
        "in-shop",
        "Dealers",
    ]
    assert not [name for name in ("dealer", "Dealer", "lost", "in", "currency", "Value #B") if matches(name)]
    assert "mappings" in {each["id"] for each in cells["properties"]}


def test_the_heads_of_the_highest_cells_come_first_and_then_their_names() -> None:
    name, worst = (each["options"]["sort"] for each in compiled()["transformations"][:2])
    assert (name, worst) == ([{"field": "channel"}], [{"field": "Value #A", "desc": True}])
