"""What share must be answered, as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.settings.objective import format_objective, parse_objective


@pytest.mark.parametrize(
    ("text", "ratio"), [("99%", 0.99), ("99.5%", 0.995), ("5%", 0.05), ("99.9999%", 0.999999), ("off", None)]
)
def test_an_objective_is_a_share_or_off(text: str, ratio: float | None) -> None:
    assert parse_objective(text) == ratio


@pytest.mark.parametrize(
    "value", ["100%", "0%", "0.0%", "99", 0.99, 99, "99 %", "-1%", "99.12345%", True, None]
)
def test_anything_else_is_no_objective(value: object) -> None:
    with pytest.raises(ValueError, match=r"expected a share such as 99% or 99\.5%, less than 100%, or off"):
        parse_objective(value)


@given(st.integers(1, 999_999))
def test_an_objective_can_be_read_back_from_how_it_is_shown(millionths: int) -> None:
    ratio = float(Decimal(millionths) / 1_000_000)
    assert parse_objective(format_objective(ratio)) == ratio


@pytest.mark.parametrize("text", ["99%", "99.5%", "90%", "0.5%", "off"])
def test_an_objective_is_shown_as_it_was_written(text: str) -> None:
    assert format_objective(parse_objective(text)) == text
