"""Whether a line was sold at a price that was valid."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.compare.sold import HeldPrice, Judgement, Rule, Verdict
from bizprobe.records import Money, OrderLine

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
RULE = Rule(grace=HOUR)


def rub(text: str) -> Money:
    return Money.parse(text, "RUB")


def line(price: str, quantity: int = 1, currency: str = "RUB") -> OrderLine:
    return OrderLine("a", quantity, Money.parse(price, currency))


# Until 12:00 it cost 100; the new price was seen at 12:15, and may be the price since 12:00.
HELD = [HeldPrice(rub("100"), NOON - 5 * HOUR, NOON + 15 * MINUTE), HeldPrice(rub("120"), NOON)]


@pytest.mark.parametrize(
    ("price", "minutes", "judgement"),
    [
        ("100", -60, Judgement(Verdict.VALID)),
        ("120", -60, Judgement(Verdict.OVER, rub("100"))),
        ("120", 5, Judgement(Verdict.VALID)),
        ("100", 75, Judgement(Verdict.VALID)),
        ("100", 76, Judgement(Verdict.UNDER, rub("120"), 2000)),
        ("99.99", 0, Judgement(Verdict.UNDER, rub("100"), 1)),
        ("90", 30, Judgement(Verdict.UNDER, rub("100"), 1000)),
        # Between two valid prices: nothing is lost against the lower one.
        ("110", 30, Judgement(Verdict.OVER, rub("100"))),
        ("130", 30, Judgement(Verdict.OVER, rub("120"))),
        # The grace reaches back to where nobody saw a price.
        ("90", -5 * 60 + 59, Judgement(Verdict.UNKNOWN)),
        ("100", -5 * 60 + 59, Judgement(Verdict.VALID)),
        ("100", -5 * 60 - 1, Judgement(Verdict.UNKNOWN)),
    ],
)
def test_every_price_held_in_the_grace_before_the_order_is_valid(
    price: str, minutes: int, judgement: Judgement
) -> None:
    assert RULE.judge(line(price), NOON + minutes * MINUTE, HELD) == judgement


def test_the_loss_is_that_of_all_pieces() -> None:
    judged = RULE.judge(line("99.10", quantity=7), NOON, HELD)
    assert (judged.verdict, judged.loss) == (Verdict.UNDER, 7 * 90)


@pytest.mark.parametrize(
    ("tolerance", "verdict"), [("0", Verdict.UNDER), ("0.49", Verdict.UNDER), ("0.50", Verdict.VALID)]
)
def test_a_price_may_be_off_by_the_tolerance(tolerance: str, verdict: Verdict) -> None:
    rule = Rule(HOUR, Decimal(tolerance))
    assert rule.judge(line("99.50"), NOON, HELD).verdict is verdict


@pytest.mark.parametrize(
    ("sold", "held"),
    [
        (line("100"), []),
        (line("100", currency="USD"), HELD),
        # Out of the price list since 11:30, and back at 12:30 with another price.
        (
            line("90"),
            [HeldPrice(rub("100"), NOON - 5 * HOUR, NOON - HOUR / 2), HeldPrice(rub("120"), NOON + HOUR / 2)],
        ),
    ],
)
def test_what_was_not_seen_proves_nothing(sold: OrderLine, held: list[HeldPrice]) -> None:
    assert RULE.judge(sold, NOON, held) == Judgement(Verdict.UNKNOWN)


@given(
    prices=st.lists(st.integers(1, 5), min_size=1, max_size=5),
    sold=st.integers(1, 6),
    at=st.integers(0, 60),
    grace=st.integers(0, 30),
)
def test_stale_is_what_no_minute_of_the_grace_knew(prices: list[int], sold: int, at: int, grace: int) -> None:
    """One price after the other, ten minutes each, the last one for good."""
    held = [
        HeldPrice(
            Money(price, "RUB"),
            NOON + 10 * number * MINUTE,
            None if number == len(prices) - 1 else NOON + 10 * (number + 1) * MINUTE,
        )
        for number, price in enumerate(prices)
    ]
    judged = Rule(grace * MINUTE).judge(OrderLine("a", 2, Money(sold, "RUB")), NOON + at * MINUTE, held)
    minutes = [minute for minute in range(at - grace, at + 1) if minute >= 0]
    known = {
        prices[place]
        for minute in minutes
        for place in range(len(prices))
        if 10 * place <= minute and (place == len(prices) - 1 or minute <= 10 * (place + 1))
    }
    if sold in known:
        assert judged.verdict is Verdict.VALID
    elif at < grace:
        assert judged.verdict is Verdict.UNKNOWN
    else:
        assert judged.verdict is (Verdict.UNDER if sold < min(known) else Verdict.OVER)
        assert judged.loss == max(min(known) - sold, 0) * 2
