"""What mismatches come to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.mismatch import Mismatch, PriceState, StockState
from bizprobe.compare.verdict import Direction, Verdict, judge

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def different(key: str, gap: str | None, currency: str = "RUB") -> Mismatch:
    amount = None if gap is None else Decimal(gap)
    return Mismatch(key, PriceState.DIFFERENT, "1", "2", amount, currency)


def verdict(found: list[Mismatch], items: int = 1000) -> Verdict:
    return judge(PriceState, items, found, {one.key: NOON for one in found}, NOON)


@given(
    st.lists(
        st.tuples(st.sampled_from(PriceState), st.integers(-3, 3)).filter(
            lambda one: one[0] is not PriceState.MATCHING
        ),
        max_size=20,
    )
)
def test_the_states_add_up_to_all_items(ages: list[tuple[PriceState, int]]) -> None:
    found = [Mismatch(f"{number}", state) for number, (state, _) in enumerate(ages)]
    since = {f"{number}": NOON - hours * HOUR for number, (_, hours) in enumerate(ages)}
    result = judge(PriceState, 20, found, since, NOON)
    assert set(result.counts) == set(PriceState)
    assert sum(result.counts.values()) == 20
    assert result.wrong + result.young == len(found)
    assert result.wrong == sum(hours >= 0 for _, hours in ages)


def test_gaps_are_whole_minor_units_for_each_currency() -> None:
    found = [
        different("1", "0.01"),
        different("2", "10"),
        different("3", "-0.30"),
        different("4", "-7", "JPY"),
        different("5", "0.1005"),
        different("6", None, ""),
        Mismatch("7", PriceState.QUARANTINED, "1", "2", Decimal(1), "RUB"),
    ]
    assert verdict(found).gaps == {
        (Direction.OVER, "RUB"): 1 + 1000 + 11,
        (Direction.UNDER, "RUB"): 30,
        (Direction.UNDER, "JPY"): 7,
    }


def test_the_worst_come_first() -> None:
    found = [different("small", "0.1"), different("large", "-9"), different("apart", None, "")]
    assert [one.key for one in verdict(found).worst] == ["apart", "large", "small"]


@pytest.mark.parametrize(("missing", "shares"), [(1, (99, 1)), (3000, (50, 50)), (0, (100, 0))])
def test_many_of_one_state_do_not_hide_another(missing: int, shares: tuple[int, int]) -> None:
    found = [different(f"d{number}", "1") for number in range(300)]
    found += [Mismatch(f"m{number}", PriceState.MISSING, "1") for number in range(missing)]
    states = [one.state for one in verdict(found, items=10_000).worst]
    assert states == [PriceState.DIFFERENT] * shares[0] + [PriceState.MISSING] * shares[1]


def test_pieces_are_no_money() -> None:
    found = [Mismatch("1", StockState.DIFFERENT, "1", "2", Decimal(1))]
    assert judge(StockState, 1, found, {"1": NOON}, NOON).gaps == {}
