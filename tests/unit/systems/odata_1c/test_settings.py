"""Settings of an infobase of 1C."""

from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.settings.model import Offer
from bizprobe.systems.odata_1c.settings import Odata1cSettings

TYPE = "9D5C4222-8c4c-11db-a9b0-00055d49b45e"
PRICES = {"price_type": TYPE, "currency": "RUB"}


def settings(**keys: Any) -> Odata1cSettings:
    base = {"kind": "odata_1c", "base_url": "https://erp.example/ut/odata/standard.odata", "prices": PRICES}
    return Odata1cSettings.model_validate({**base, **keys})


def test_a_reference_is_written_as_1c_writes_it() -> None:
    found = settings().prices
    assert found is not None
    assert found.price_type == TYPE.lower()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"prices": None}, "expected at least one of prices, stocks, orders"),
        ({"prices": {"price_type": TYPE}}, "prices needs currency"),
        ({"prices": {**PRICES, "price_type": "Розничная"}}, "expected a reference of 1C such as"),
        ({"stocks": {"warehouses": ["Склад"]}}, "expected a reference of 1C such as"),
        ({"stocks": {"warehouses": [TYPE], "names": {"warehouse": ""}}}, "needs names.warehouse"),
        ({"orders": {}}, "orders needs currency"),
        ({"orders": {"currency": "RUB", "names": {"number": ""}}}, "at least 1 character"),
        ({"configuration": "zup"}, "'ut' or 'unf'"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings(**keys)


def test_orders_without_the_field_of_a_status_tell_none() -> None:
    assert settings(orders={"currency": "RUB"}).tells_statuses()
    assert not settings(orders={"currency": "RUB", "names": {"status": ""}}).tells_statuses()


def test_it_offers_what_it_is_told_to_read() -> None:
    assert settings().offers() == {Offer.PRICES}
    assert settings(stocks={}, orders={"currency": "RUB"}).offers() == {
        Offer.PRICES,
        Offer.STOCKS,
        Offer.ORDERS,
    }
    opened = {"currency": "RUB", "open": "Posted eq false"}
    assert settings(prices=None, orders=opened).offers() == {Offer.ORDERS, Offer.OPEN_ORDERS}
    assert settings(orders={"names": {"amount": ""}}).offers() == {Offer.PRICES, Offer.ORDERS}
