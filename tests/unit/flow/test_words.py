"""Spans of time in words."""

import pytest

from bizprobe.flow.words import span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (-5, "0s"),
        (0.9, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3599, "59m59s"),
        (3600, "1h"),
        (3661, "1h1m"),
        (86400, "1d"),
        (86400 + 59, "1d59s"),
        (90061, "1d1h"),
    ],
)
def test_a_span_is_written_with_its_two_largest_units(seconds: float, words: str) -> None:
    assert span(seconds) == words
