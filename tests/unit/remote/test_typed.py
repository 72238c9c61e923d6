"""Decoding the named fields of an answer."""

import msgspec
import pytest

from bizprobe.errors import BadAnswerError
from bizprobe.remote.typed import decoded


class _Row(msgspec.Struct):
    count: int


ROW = msgspec.json.Decoder(_Row)


def test_fields_that_nobody_named_are_passed_over() -> None:
    assert decoded(ROW, b'{"name": "Ivan", "count": 3}') == _Row(3)
    assert decoded(ROW, msgspec.Raw(b'{"count": 4}')) == _Row(4)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"count": "Ivan"}', r"Expected `int`, got `str` - at `\$.count`"),
        (b"{}", "missing required field `count`"),
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"count": 3', "not JSON"),
        (b'{"name": ' + b"[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_decoded_is_a_bad_answer_that_shows_no_value(body: bytes, words: str) -> None:
    with pytest.raises(BadAnswerError, match=words) as caught:
        decoded(ROW, body)
    assert "Ivan" not in str(caught.value)
