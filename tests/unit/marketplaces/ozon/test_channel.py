"""Settings of a channel at Ozon."""

from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.marketplaces.ozon.channel import OzonSettings
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import surroundings

GOOD: dict[str, Any] = {"kind": "ozon", "client_id": "8071", "api_key": "${OZON_KEY}"}


@pytest.mark.parametrize(
    ("schemes", "offers"),
    [
        (["fbs"], {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.STOCKS, Offer.KEY}),
        (["fbs", "fbo"], {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.STOCKS, Offer.KEY}),
        (["fbo"], {Offer.ORDERS, Offer.PRICES, Offer.KEY}),
    ],
)
def test_open_orders_and_stocks_are_offered_for_the_seller_s_own_warehouse_only(
    schemes: list[str], offers: set[Offer]
) -> None:
    settings = OzonSettings.model_validate({**GOOD, "schemes": schemes})
    assert settings.offers(surroundings().dealer) == offers
    assert settings.base_url == "https://api-seller.ozon.ru"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"api_key": None}, "expected either api_key or api_key_file"),
        ({"api_key_file": "/run/secrets/ozon"}, "expected either api_key or api_key_file"),
        ({"api_key": "c0ffee"}, "a secret is not written here"),
        ({"client_id": "80 71"}, "String should match pattern"),
        ({"schemes": []}, "at least 1 item"),
        ({"schemes": ["rfbs"]}, "Input should be 'fbs' or 'fbo'"),
        ({"statuses": {"teleported": "gone"}}, "Input should be 'new'"),
        ({"limits": {"concurrency": 0}}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    merged = {key: value for key, value in {**GOOD, **keys}.items() if value is not None}
    with pytest.raises(ValidationError, match=words):
        OzonSettings.model_validate(merged)
