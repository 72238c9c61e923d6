"""Addresses of 1C's OData."""

from datetime import UTC, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.systems.odata_1c.address import address, both, date_literal, is_one_of, virtual_table


def test_an_address_is_ascii_and_a_space_is_no_plus() -> None:
    url = address("http://erp/odata/standard.odata", "Catalog_Ёж", {"$filter": "А eq 'б+в'"})
    assert url == (
        "http://erp/odata/standard.odata/Catalog_%D0%81%D0%B6?$filter=%D0%90%20eq%20%27%D0%B1%2B%D0%B2%27"
    )


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",))))
def test_whatever_is_asked_comes_back_from_the_address(text: str) -> None:
    url = address("http://erp", "X", {"$filter": text})
    assert url.isascii()
    assert unquote(url.partition("$filter=")[2]) == text


@pytest.mark.parametrize(
    ("condition", "resource"),
    [
        ("", "R/Balance()"),
        ("A eq guid'x'", "R/Balance(Condition='A eq guid''x''')"),
    ],
)
def test_a_condition_stands_in_quotes_and_its_own_are_doubled(condition: str, resource: str) -> None:
    assert virtual_table("R", "Balance", condition) == resource


@pytest.mark.parametrize(
    ("conditions", "together"),
    [
        ((None, ""), ""),
        (("a or b", None), "a or b"),
        (("a or b", "", "c"), "(a or b) and (c)"),
    ],
)
def test_conditions_hold_together_whatever_stands_in_them(
    conditions: tuple[str | None, ...], together: str
) -> None:
    assert both(*conditions) == together


def test_one_of_several_references() -> None:
    assert is_one_of("A_Key", ["x", "y"]) == "A_Key eq guid'x' or A_Key eq guid'y'"
    assert is_one_of("A_Key", []) == ""


def test_a_date_is_written_by_the_infobase_s_clock_and_never_later_than_it_is() -> None:
    moment = datetime(2026, 11, 22, 21, 0, 0, 999_999, tzinfo=UTC)
    assert date_literal(moment, ZoneInfo("Asia/Yekaterinburg")) == "datetime'2026-11-23T02:00:00'"
