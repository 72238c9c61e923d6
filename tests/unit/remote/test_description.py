"""A description of a read: what it may say, and the requests that it makes."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.remote.described import build_request, selection
from bizprobe.remote.description import Description, OrdersRead
from bizprobe.remote.template import Position, Question
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import MOSCOW, NOON

READ: dict[str, Any] = {
    "path": "/orders",
    "params": {"since": "{since}", "limit": "{size}", "cursor": "{cursor}"},
    "paging": {"kind": "cursor", "next": "next_cursor", "size": 200},
    "rows": "orders",
    "fields": {"number": "number", "placed_at": "created_at", "status": "state", "amount": "sum"},
    "currency": "RUR",
}


def changed(**keys: Any) -> dict[str, Any]:
    """The read with other keys; None takes a key away."""
    read = {**copy.deepcopy(READ), **keys}
    return {key: value for key, value in read.items() if value is not None}


def fault(section: str, read: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        Description.model_validate({"base_url": "https://api.example.com", section: read})
    errors = caught.value.errors()
    assert len(errors) == 1
    return str(errors[0].get("ctx", {}).get("error", errors[0]["msg"]))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"path": "orders"}, "path: expected a path that begins with /"),
        ({"path": "/orders?all=1"}, "no question mark; use params"),
        ({"path": "/{dealer}"}, "'{dealer}' is not known here; there is {since}, {now}, {channel}, {page}"),
        ({"rows": "orders["}, "'orders[' is no JMESPath expression"),
        ({"rows": 5}, "expected a JMESPath expression"),
        (
            {"params": {"since": "{since}"}},
            "paging.kind cursor needs {cursor} in path, params, headers, body or form",
        ),
        (
            {"paging": {"kind": "offset", "size": 5}, "params": {"o": "{offset}", "c": "{cursor}"}},
            "{cursor} is never filled in here; it needs paging.kind cursor",
        ),
        ({"paging": None}, "{cursor} is never filled in here; it needs paging.kind cursor"),
        ({"paging": {"kind": "cursor", "next": "n"}}, "{size} needs paging.size"),
        ({"params": {"n": "{ids}", "c": "{cursor}"}}, "{ids} is never filled in here; it needs the key ids"),
        ({"ids": {"path": "/list", "rows": "ids"}}, "ids needs {ids} in path, params, headers, body or form"),
        (
            {
                "ids": {"path": "/list", "rows": "ids"},
                "params": {"n": "{ids}", "c": "{cursor}", "s": "{size}"},
            },
            "with ids, paging belongs to ids",
        ),
        ({"body": {"a": 1}}, "body and form need method: POST"),
        ({"body": {"a": 1}, "form": {"a": "1"}, "method": "POST"}, "give body or form, not both"),
        ({"currency": None}, "fields.amount needs fields.currency, or currency where all amounts share one"),
        ({"currency": "roubles"}, "'roubles' is not a currency code of three letters"),
        ({"time": "%H:%M"}, "with the year, the month and the day in it"),
        ({"fields": {"number": "n", "placed_at": "a.[b"}}, "'a.[b' is no JMESPath expression"),
    ],
)
def test_a_description_that_cannot_work_is_refused_in_clear_words(keys: dict[str, Any], words: str) -> None:
    assert words in fault("orders", changed(**keys))


def test_open_orders_are_asked_for_without_a_time() -> None:
    assert (
        fault("open_orders", changed()) == "{since} is never filled in here; open_orders asks without a time"
    )


def test_open_orders_need_a_status() -> None:
    read = changed(params={"c": "{cursor}"}, fields={"number": "n", "placed_at": "p"})
    assert fault("open_orders", read) == "open_orders needs fields.status"


PRICES: dict[str, Any] = {
    "path": "/prices",
    "rows": "items",
    "fields": {"key": "sku", "amount": "price"},
    "currency": "RUB",
}


@pytest.mark.parametrize(
    ("section", "keys", "words"),
    [
        ("prices", {"currency": None}, "fields.amount needs fields.currency, or currency where all"),
        ("prices", {"params": {"s": "{since}"}}, "{since} is never filled in here; prices asks without a"),
        ("prices", {"params": {"c": "{cursor}"}}, "{cursor} is never filled in here; it needs paging.kind"),
        ("prices", {"path": "prices"}, "path: expected a path that begins with /"),
        ("stocks", {"fields": {"key": "sku", "count": "free"}}, "Extra inputs are not permitted"),
        (
            "stocks",
            {"fields": {"key": "sku", "count": "free"}, "currency": None, "params": {"s": "{since}"}},
            "{since} is never filled in here; stocks asks without a time",
        ),
    ],
)
def test_a_read_of_items_that_cannot_work_is_refused(section: str, keys: dict[str, Any], words: str) -> None:
    read = {key: value for key, value in {**PRICES, **keys}.items() if value is not None}
    assert words in fault(section, read)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("api.example.com", "expected an address such as https://api.example.com/v1"),
        ("ftp://api.example.com", "expected an address"),
        ("https://", "expected an address"),
        ("https://user:hush@api.example.com", "an address holds no user or password; use auth for that"),
        ("https://api.example.com/?key=hush", "put the rest into params"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_showing_it(url: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Description.model_validate({"base_url": url, "orders": READ})
    message = str(caught.value.errors()[0]["ctx"]["error"])
    assert words in message
    assert "hush" not in message


def test_a_description_offers_what_it_describes() -> None:
    with pytest.raises(ValidationError, match="expected at least one of orders, open_orders, prices, stocks"):
        Description.model_validate({"base_url": "https://api.example.com"})
    found = Description.model_validate({"base_url": "https://api.example.com/v1/", "orders": READ})
    assert found.described() == {Offer.ORDERS}
    assert found.base_url == "https://api.example.com/v1"
    priced = Description.model_validate({"base_url": "https://api.example.com", "prices": PRICES})
    assert priced.described() == {Offer.PRICES}


def test_equal_texts_are_equal_settings() -> None:
    assert OrdersRead.model_validate(READ) == OrdersRead.model_validate(copy.deepcopy(READ))
    assert OrdersRead.model_validate(READ) != OrdersRead.model_validate(changed(rows="data.orders"))


def test_settings_are_shown_as_they_were_written() -> None:
    shown = OrdersRead.model_validate(READ).model_dump(mode="json", exclude_unset=True)
    assert shown == {**READ, "currency": "RUB"}


QUESTION = Question(Position(size=200, cursor="a/b c"), "kupi", MOSCOW, NOON)


def test_a_first_request_leaves_out_what_is_not_known_yet() -> None:
    read = OrdersRead.model_validate(READ)
    request = build_request("https://x", read, Question(Position(size=200), "kupi", MOSCOW, NOON))
    assert (request.method, request.url) == ("GET", "https://x/orders")
    assert request.params == {"since": "2026-11-22T12:00:00Z", "limit": "200"}
    assert (request.json, request.form) == (None, None)


def test_what_is_filled_into_a_path_cannot_leave_its_place() -> None:
    read = OrdersRead.model_validate(changed(path="/каталог/{channel}/{cursor}"))
    assert build_request("https://x", read, QUESTION).url == "https://x/каталог/kupi/a%2Fb%20c"


def test_a_body_keeps_numbers_and_a_form_is_text() -> None:
    body = changed(method="POST", params=None, body={"limit": "{size}", "page": {"token": "{cursor}"}})
    request = build_request("https://x", OrdersRead.model_validate(body), QUESTION)
    assert request.json == {"limit": 200, "page": {"token": "a/b c"}}
    form = changed(method="POST", params=None, form={"limit": "{size}", "token": "{cursor}"})
    request = build_request("https://x", OrdersRead.model_validate(form), QUESTION)
    assert request.form == {"limit": "200", "token": "a/b c"}


def test_only_the_named_fields_are_taken_from_a_row() -> None:
    read = OrdersRead.model_validate(READ)
    row = {"number": "7", "created_at": "x", "state": None, "sum": 5, "customer": {"phone": "+7"}}
    assert selection(read.fields)(row) == {"number": "7", "placed_at": "x", "status": None, "amount": 5}
