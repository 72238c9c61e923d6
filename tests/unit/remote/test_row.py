"""From the fields of a row to an order."""

import contextlib
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import BadAnswerError
from bizprobe.records import Money, Order, OrderLine, OrderStatus
from bizprobe.remote.row import RowFormat, RowReader
from tests.unit.remote.sides import MOSCOW, NOON

ROW = {"number": "0557722", "placed_at": "2026-11-22T12:00:00Z"}


def order(fields: dict[str, Any], **keys: Any) -> Order:
    return RowReader(RowFormat.model_validate(keys), MOSCOW).order({**ROW, **fields})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0557722", "0557722"),
        ("АР-1 / 2", "АР-1 / 2"),
        (" 7 ", " 7 "),
        (557722, "557722"),
        (12345678901234567890, "12345678901234567890"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
    ],
)
def test_a_number_is_the_exact_text(number: Any, text: str) -> None:
    assert order({"number": number}).number == text


@pytest.mark.parametrize("number", [None, "", True, 1.5, ["7"], {"id": 7}, "\ud800"])
def test_what_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(BadAnswerError, match="number is"):
        order({"number": number})


def test_a_row_without_status_and_amount_is_an_order_all_the_same() -> None:
    assert order({}) == Order("0557722", NOON, OrderStatus.OTHER, "", True, None)


@pytest.mark.parametrize(
    ("status", "found", "mapped"), [("packed", OrderStatus.PACKED, True), ("PAID", OrderStatus.OTHER, False)]
)
def test_a_canonical_status_means_itself(status: str, found: OrderStatus, mapped: bool) -> None:
    got = order({"status": status})
    assert (got.word, got.status, got.mapped) == (status, found, mapped)


@pytest.mark.parametrize(
    ("fields", "keys", "money"),
    [
        ({"amount": "100.10"}, {"currency": "RUB"}, Money(10010, "RUB")),
        ({"amount": "100,10"}, {"currency": "RUR"}, Money(10010, "RUB")),
        ({"amount": 100}, {"currency": "RUB"}, Money(10000, "RUB")),
        ({"amount": 10010}, {"currency": "RUB", "money": "minor"}, Money(10010, "RUB")),
        ({"amount": Decimal("0.990")}, {"currency": "RUB"}, Money(99, "RUB")),
        ({"amount": 100.1}, {"currency": "RUB"}, Money(10010, "RUB")),
        ({"amount": "5", "currency": "USD"}, {"currency": "RUB"}, Money(500, "USD")),
        ({"amount": 10010, "currency": 643}, {"money": "minor"}, Money(10010, "RUB")),
        ({"amount": "-5"}, {"currency": "RUB"}, Money(-500, "RUB")),
    ],
)
def test_money_is_read_in_the_unit_that_the_settings_name(
    fields: dict[str, Any], keys: dict[str, Any], money: Money
) -> None:
    assert order(fields, **keys).amount == money


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"placed_at": "Ivan"}, "placed_at is not written as iso"),
        ({"placed_at": None}, "placed_at is not written as iso"),
        ({"placed_at": "1001-01-01"}, "placed_at is out of range"),
        ({"status": None}, "status is missing"),
        ({"amount": None}, "amount is no number"),
        ({"amount": "Ivan"}, "amount is no number"),
        ({"amount": "100.105"}, "finer than the currency's minor unit"),
        ({"amount": 0.1 + 0.2}, "finer than the currency's minor unit"),
        ({"amount": "1e999999999"}, "amount is no number"),
        ({"amount": "NaN"}, "amount is no number"),
        ({"amount": True}, "amount is no number"),
        ({"amount": "5", "currency": "Ivan"}, "currency is no code of three letters"),
        ({"amount": "5", "currency": None}, "currency is missing"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_shown(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BadAnswerError, match=words) as caught:
        order(fields, currency="RUB")
    assert "Ivan" not in str(caught.value)


PRICE = Money(5005, "RUB")


@pytest.mark.parametrize(
    ("fields", "keys", "lines"),
    [
        ({"lines": []}, {}, ()),
        ({"lines": [{"key": "a", "price": "50.05"}]}, {"currency": "RUB"}, (OrderLine("a", 1, PRICE),)),
        (
            {
                "lines": [
                    {"key": "a", "price": 5005, "quantity": 2},
                    {"key": 7, "price": 1, "currency": "USD"},
                ]
            },
            {"currency": "RUB", "money": "minor"},
            (OrderLine("a", 2, PRICE), OrderLine("7", 1, Money(1, "USD"))),
        ),
        ({"currency": "RUB", "lines": [{"key": "a", "price": "50.05"}]}, {}, (OrderLine("a", 1, PRICE),)),
        (
            {"key": "a", "price": "50.05", "quantity": "3.000"},
            {"currency": "RUB"},
            (OrderLine("a", 3, PRICE),),
        ),
    ],
)
def test_lines_are_read_inside_the_order_or_as_the_row_itself(
    fields: dict[str, Any], keys: dict[str, Any], lines: tuple[OrderLine, ...]
) -> None:
    assert order(fields, **keys).lines == lines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({}, "key is missing"),
        ({"key": "a"}, "price is no number"),
        ({"key": "a", "price": "Ivan"}, "price is no number"),
        ({"key": "a", "price": 1, "quantity": None}, "quantity is no whole number of pieces"),
        ({"key": "a", "price": 1, "quantity": 0.5}, "quantity is no whole number of pieces"),
        ({"key": "a", "price": 1, "quantity": -1}, "quantity is less than none"),
        ({"key": "a", "price": 1, "currency": "Ivan"}, "currency is no code"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_never_shown(line: dict[str, Any], words: str) -> None:
    with pytest.raises(BadAnswerError, match=words) as caught:
        order({"lines": [line]}, currency="RUB")
    assert "Ivan" not in str(caught.value)


@given(st.integers(-(10**15), 10**15))
def test_kopecks_are_exact_in_either_unit(kopecks: int) -> None:
    roubles = str(Decimal(kopecks).scaleb(-2))
    assert order({"amount": roubles}, currency="RUB").amount == Money(kopecks, "RUB")
    assert order({"amount": kopecks}, currency="RUB", money="minor").amount == Money(kopecks, "RUB")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_no_amount_and_no_number_breaks_us_in_another_way(value: Any) -> None:
    for field in ("amount", "number", "placed_at", "status"):
        with contextlib.suppress(BadAnswerError):
            order({field: value}, currency="RUB")
