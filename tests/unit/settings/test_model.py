"""The types that fields share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.settings.model import format_duration, format_size, parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30.0), ("1h30m", 5400.0), ("1.5h", 5400.0), ("250ms", 0.25), ("2d", 172800.0), ("1w", 604800.0)],
)
def test_a_duration_is_written_as_people_say_it(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("value", ["", "5", "5 m", "m5", "-5m", "5min", 5, None, "5m!", "٣m"])
def test_anything_else_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="expected a duration such as 30s"):
        parse_duration(value)


@given(st.integers(0, 10**6), st.integers(0, 59))
def test_parts_of_a_duration_add_up(minutes: int, seconds: int) -> None:
    assert parse_duration(f"{minutes}m{seconds}s") == minutes * 60 + seconds


@pytest.mark.parametrize(("text", "size"), [("512KiB", 2**19), ("16MiB", 2**24), ("1GiB", 2**30)])
def test_a_size_is_written_with_its_unit(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("value", ["16", "16MB", "1.5GiB", 16, None])
def test_anything_else_is_no_size(value: object) -> None:
    with pytest.raises(ValueError, match="expected a size such as 512KiB"):
        parse_size(value)


@given(st.integers(0, 10**10))
def test_a_duration_can_be_read_back_from_how_it_is_shown(milliseconds: int) -> None:
    assert round(parse_duration(format_duration(milliseconds / 1000)) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0s"), (0.25, "250ms"), (60, "1m"), (5400, "1h30m"), (691_200, "1w1d")]
)
def test_a_duration_is_shown_as_it_could_have_been_written(seconds: float, shown: str) -> None:
    assert format_duration(seconds) == shown


@pytest.mark.parametrize("text", ["1KiB", "512KiB", "16MiB", "1536MiB", "1GiB"])
def test_a_size_is_shown_as_it_was_written(text: str) -> None:
    assert format_size(parse_size(text)) == text
