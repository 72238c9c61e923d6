"""Settings of a channel at Wildberries."""

from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.marketplaces.wildberries import WildberriesSettings
from bizprobe.marketplaces.wildberries_paths import Area, Hosts
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import surroundings

GOOD: dict[str, Any] = {"kind": "wildberries", "token": "${WB_TOKEN}"}
ALWAYS = {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.KEY}


@pytest.mark.parametrize(("warehouses", "offers"), [([], ALWAYS), ([7, 8], {*ALWAYS, Offer.STOCKS})])
def test_stocks_are_offered_where_the_seller_s_warehouses_are_known(
    warehouses: list[int], offers: set[Offer]
) -> None:
    settings = WildberriesSettings.model_validate({**GOOD, "warehouses": warehouses})
    assert settings.offers(surroundings().dealer) == offers


@pytest.mark.parametrize(
    ("keys", "marketplace", "prices"),
    [
        ({}, "https://marketplace-api.wildberries.ru", "https://discounts-prices-api.wildberries.ru"),
        ({"base_url": "http://localhost:9/"}, "http://localhost:9", "http://localhost:9"),
        (
            {"base_urls": {"prices": "https://discounts-prices-api-sandbox.wildberries.ru"}},
            "https://marketplace-api.wildberries.ru",
            "https://discounts-prices-api-sandbox.wildberries.ru",
        ),
    ],
)
def test_each_area_has_its_host(keys: dict[str, Any], marketplace: str, prices: str) -> None:
    hosts = WildberriesSettings.model_validate({**GOOD, **keys}).hosts
    assert hosts == Hosts(marketplace=marketplace, prices=prices)
    assert [hosts.address(area) for area in Area] == [marketplace, prices]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"token": None}, "expected either token or token_file"),
        ({"token_file": "/run/secrets/wb"}, "expected either token or token_file"),
        ({"token": "c0ffee"}, "a secret is not written here"),
        ({"prefix": "Bearer\n"}, "String should match pattern"),
        ({"warehouses": [7, 7]}, "expected each number once"),
        ({"warehouses": ["7"]}, "valid integer"),
        ({"warehouses": [0]}, "greater than or equal to 1"),
        ({"keys": "barcode"}, "Input should be 'article' or 'size'"),
        ({"base_url": "ftp://x"}, "expected an address"),
        ({"base_url": "http://x", "base_urls": {}}, "expected either base_url or base_urls"),
        ({"open_period": "0s"}, "longer than 0s"),
        ({"statuses": {"new/waiting": "gone"}}, "Input should be 'new'"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    merged = {key: value for key, value in {**GOOD, **keys}.items() if value is not None}
    with pytest.raises(ValidationError, match=words):
        WildberriesSettings.model_validate(merged)
