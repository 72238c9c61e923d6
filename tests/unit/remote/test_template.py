"""Texts of a request with places in them."""

from typing import Any

import pytest

from bizprobe.remote.template import Position, Question, Template, Tree
from tests.unit.remote.sides import MOSCOW, NOON

QUESTION = Question(Position(page=3, offset=200, size=100, cursor="abc"), "kupi", MOSCOW, NOON)
FIRST = Question(Position(), "kupi", MOSCOW)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("plain", "plain"),
        ("", ""),
        (100, "100"),
        ("{since}", "2026-11-22T12:00:00Z"),
        ("{since:iso}", "2026-11-22T12:00:00Z"),
        ("{since:unix}", 1795348800),
        ("{since:unix_ms}", 1795348800000),
        ("{since:%Y-%m-%d %H:%M:%S}", "2026-11-22 15:00:00"),
        ("{channel}", "kupi"),
        ("{page}", 3),
        ("{offset}", 200),
        ("{size}", 100),
        ("{cursor}", "abc"),
        ("after {cursor}, {size} at once", "after abc, 100 at once"),
        ("from:{since:unix}", "from:1795348800"),
        ('{{"a": {page}}}', '{"a": 3}'),
    ],
)
def test_places_are_filled_in(text: str | int, rendered: str | int) -> None:
    assert Template.parse(text).render(QUESTION) == rendered


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{cursr}", r"'\{cursr\}' is not known here; there is \{since\}, \{now\}, \{channel\}"),
        ("{}", "is not known here"),
        ("{0}", "is not known here"),
        ("{since.year}", "is not known here"),
        ("{page!r}", "is not known here"),
        ("{page:03}", r"'\{page\}' takes no format"),
        ("{since:%H:%M}", "the year, the month and the day"),
        ("{since", "a brace without its pair"),
        ("since}", "a brace without its pair"),
        (True, "expected text or a whole number"),
        (1.5, "expected text or a whole number"),
        (None, "expected text or a whole number"),
    ],
)
def test_what_could_never_be_filled_in_is_refused(text: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Template.parse(text)


def test_a_place_without_a_value_is_nothing_when_alone_and_empty_inside_a_text() -> None:
    assert Template.parse("{cursor}").render(FIRST) is None
    assert Template.parse("<{cursor}>").render(FIRST) == "<>"


def test_a_tree_keeps_types_and_leaves_out_keys_without_a_value() -> None:
    tree = Tree.parse({"cursor": "{cursor}", "n": [1, "{size}", True], "f": {"s": "{since:unix}", "x": None}})
    assert tree.places == {"cursor", "size", "since"}
    assert tree.render(QUESTION) == {"cursor": "abc", "n": [1, 100, True], "f": {"s": 1795348800, "x": None}}
    assert tree.render(FIRST) == {"n": [1, None, True], "f": {"x": None}}
    assert tree.source["n"] == [1, "{size}", True]
