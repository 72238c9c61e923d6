"""From the fields of a row to a price or a stock."""

import contextlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Raw

from bizprobe.errors import BadAnswerError
from bizprobe.records import Money, PricePage
from bizprobe.remote.item import (
    Price,
    PriceReader,
    Stock,
    amount_text,
    price_pages,
    raw_amounts,
    read_stock,
    stock_page,
)
from bizprobe.remote.number import pieces
from bizprobe.remote.row import MoneyFormat


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100.20", "100.20"),
        ("100,20", "100.20"),
        (" 100.2 ", "100.2"),
        ("100.2000", "100.2000"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u00a0567.00", "1234567.00"),
        ("1\u202f234", "1234"),
        (100, "100"),
        (100.2, "100.2"),
        (Decimal("100.20"), "100.20"),
        (Decimal("1E+2"), "100"),
        ("-5", "-5"),
        ("0007", "0007"),
    ],
)
def test_an_amount_keeps_the_source_s_text_with_a_point(value: Any, text: str) -> None:
    assert amount_text(value, "RUB") == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (10020, "RUB", "100.20"),
        ("5", "RUB", "0.05"),
        ("-5", "RUB", "-0.05"),
        ("10020.00", "RUB", "100.20"),
        ("0", "RUB", "0.00"),
        (700, "JPY", "700"),
        (1234, "KWD", "1.234"),
    ],
)
def test_minor_units_are_shifted_by_the_currency_s_digits(value: Any, currency: str, text: str) -> None:
    assert amount_text(value, currency, minor=True) == text


@pytest.mark.parametrize(
    ("value", "minor", "words"),
    [
        ("Ivan", False, "amount is no number"),
        ("", False, "amount is no number"),
        (None, False, "amount is no number"),
        (True, False, "amount is no number"),
        ([1], False, "amount is no number"),
        ("1e3", False, "amount is no number"),
        ("NaN", False, "amount is no number"),
        ("1,234,567.00", False, "amount is no number"),
        ("12 34", False, "amount is no number"),
        ("1.", False, "amount is no number"),
        (".5", False, "amount is no number"),
        ("٣", False, "amount is no number"),
        ("9" * 16, False, "amount is no number"),
        ("1,234", False, "amount is finer"),
        (0.1 + 0.2, False, "amount is no number|amount is finer"),
        ("1.5", True, "amount is finer"),
    ],
)
def test_what_is_no_amount_is_refused_and_never_shown(value: Any, minor: bool, words: str) -> None:
    with pytest.raises(BadAnswerError, match=words) as caught:
        amount_text(value, "RUB", minor)
    assert "Ivan" not in str(caught.value)


@given(st.integers(-(10**14), 10**14), st.sampled_from([".", ","]), st.integers(0, 6))
def test_an_amount_means_what_it_meant_in_either_unit(kopecks: int, point: str, zeros: int) -> None:
    written = f"{Decimal(kopecks).scaleb(-2):.2f}".replace(".", point) + "0" * zeros
    for text in (amount_text(written, "RUB"), amount_text(kopecks, "RUB", minor=True)):
        assert Decimal(text) == Decimal(kopecks).scaleb(-2)
        assert Money.parse(text, "RUB") == Money(kopecks, "RUB")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.decimals(), st.none(), st.booleans()))
def test_whatever_is_accepted_is_exact_money(value: Any) -> None:
    with contextlib.suppress(BadAnswerError):
        for minor in (False, True):
            text = amount_text(value, "RUB", minor)
            assert set(text) <= set("-0123456789.")
            Money.parse(text, "RUB")


@pytest.mark.parametrize(
    ("value", "count"), [(5, 5), ("5", 5), (" 5 ", 5), ("5.000", 5), ("5,0", 5), (Decimal("5.00"), 5), (0, 0)]
)
def test_a_count_is_a_whole_number_of_pieces(value: Any, count: int) -> None:
    assert pieces(value, "count") == count


@pytest.mark.parametrize(
    ("fields", "stock"),
    [
        ({"count": -3}, Stock("7", 0)),
        ({"count": "-1.0"}, Stock("7", 0)),
        ({"count": 5, "reserved": 2}, Stock("7", 3, reserved=True)),
        ({"count": 2, "reserved": "5.0"}, Stock("7", -3, reserved=True)),
        ({"count": -1, "reserved": 0}, Stock("7", -1, reserved=True)),
    ],
)
def test_less_than_none_means_something_where_reservations_are_told(
    fields: dict[str, Any], stock: Stock
) -> None:
    assert read_stock({"key": "7", **fields}) == stock


@pytest.mark.parametrize(
    ("reserved", "words"),
    [(None, "reserved is no whole number of pieces"), (1.5, "reserved is no whole"), (-1, "less than none")],
)
def test_reservations_that_are_unknown_are_not_none(reserved: Any, words: str) -> None:
    with pytest.raises(BadAnswerError, match=words):
        read_stock({"key": "7", "count": 1, "reserved": reserved})


def test_a_page_says_whether_reservations_are_known() -> None:
    assert [
        stock_page(1, stocks).reserved for stocks in ([], [Stock("7", 1)], [Stock("7", 1, reserved=True)])
    ] == [False, False, True]


@pytest.mark.parametrize("value", [None, "", "many", 1.5, "1.5", True, [1], "1 000 000", "1e3"])
def test_half_a_piece_is_refused(value: Any) -> None:
    with pytest.raises(BadAnswerError, match="count is no whole number of pieces"):
        pieces(value, "count")


def test_keys_are_exact_and_a_row_s_currency_goes_before_the_shared_one() -> None:
    reader = PriceReader(MoneyFormat.model_validate({"currency": "RUB", "money": "minor"}))
    assert reader.price({"key": "0557722", "amount": 10020}) == Price("0557722", "100.20", "RUB")
    assert reader.price({"key": 557722, "amount": 1, "currency": "RUR"}) == Price("557722", "0.01", "RUB")
    assert reader.price({"key": " 7", "amount": 1, "currency": "BYN"}) == Price(" 7", "0.01", "BYN")
    assert read_stock({"key": "0557722", "count": 3}) == Stock("0557722", 3)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": 1}, "key is missing"),
        ({"key": "", "amount": 1}, "key is missing"),
        ({"key": "a"}, "amount is no number"),
        ({"key": "a", "amount": 1, "currency": "Ivan"}, "currency is no code of three letters"),
        ({"key": "a", "amount": 1, "currency": None}, "currency is missing"),
    ],
)
def test_a_price_that_lacks_something_names_it(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BadAnswerError, match=words):
        PriceReader(MoneyFormat.model_validate({"currency": "RUB"})).price(fields)


def test_each_currency_has_pages_of_its_own() -> None:
    prices = [Price("a", "1", "RUB"), Price("b", "2", "BYN"), Price("c", "3", "RUB")]
    assert list(price_pages(4, prices, 3)) == [
        PricePage(4, ["b"], ["2"], "BYN", 3),
        PricePage(5, ["a", "c"], ["1", "3"], "RUB", 3),
    ]
    assert list(price_pages(1, [])) == []


JSON_NUMBERS = st.one_of(
    st.integers(-(10**6), 10**12).map(str),
    st.decimals(0, 10**9, places=2).map(str),
    st.decimals(0, 10**6, places=4).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["1e3", "0.100", '"100.20"', '""', "null", "true", "[]"]),
)


@given(st.lists(JSON_NUMBERS, max_size=6), st.sampled_from(["RUB", "JPY", "KWD"]))
@example(["1000000000000000.0"], "RUB")
@example(["999999999999999.99"], "RUB")
def test_the_amounts_of_a_page_are_those_of_its_rows_and_a_bad_one_is_named(
    texts: list[str], currency: str
) -> None:
    raws = [Raw(text.encode()) for text in texts]
    expected: list[str] = []
    for row, text in enumerate(texts, start=1):
        try:
            expected.append(amount_text(text.strip('"'), currency))
        except BadAnswerError:
            with pytest.raises(BadAnswerError, match=f"^row {row}: amount is "):
                raw_amounts(raws, currency)
            return
    assert raw_amounts(raws, currency) == expected
