"""Settings of a channel at Wildberries."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.marketplaces.wildberries.channel import WildberriesSettings
from bizprobe.marketplaces.wildberries.paths import Area
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import surroundings

GOOD: dict[str, Any] = {"kind": "wildberries", "token": "${WB_TOKEN}"}
HOSTS = ("marketplace", "discounts-prices", "statistics")
ALWAYS = {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.KEY}


@pytest.mark.parametrize(("warehouses", "offers"), [([], ALWAYS), ([7, 8], {*ALWAYS, Offer.STOCKS})])
def test_stocks_are_offered_where_the_seller_s_warehouses_are_known(
    warehouses: list[int], offers: set[Offer]
) -> None:
    settings = WildberriesSettings.model_validate({**GOOD, "warehouses": warehouses})
    assert settings.offers(surroundings().dealer) == offers


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, [f"https://{name}-api.wildberries.ru" for name in HOSTS]),
        ({"base_url": "http://localhost:9/"}, ["http://localhost:9"] * 3),
        (
            {"base_urls": {"prices": "https://discounts-prices-api-sandbox.wildberries.ru"}},
            [
                "https://marketplace-api.wildberries.ru",
                "https://discounts-prices-api-sandbox.wildberries.ru",
                "https://statistics-api.wildberries.ru",
            ],
        ),
    ],
)
def test_each_area_has_its_host(keys: dict[str, Any], expected: list[str]) -> None:
    hosts = WildberriesSettings.model_validate({**GOOD, **keys}).hosts
    assert [hosts.address(area) for area in Area] == expected


@pytest.mark.parametrize(
    ("orders", "tells", "delay"), [("fbs", True, timedelta()), ("all", False, timedelta(minutes=45))]
)
def test_all_orders_come_late_and_without_a_status(orders: str, tells: bool, delay: timedelta) -> None:
    settings = WildberriesSettings.model_validate({**GOOD, "orders": orders})
    assert (settings.tells_statuses(), settings.delay()) == (tells, delay)
    assert settings.offers(surroundings().dealer) == ALWAYS


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
        ({"orders": "fbo"}, "Input should be 'fbs' or 'all'"),
        ({"orders": "all", "token_kind": "basic"}, "a basic token has one in 3 hours"),
        ({"open_period": "0s"}, "longer than 0s"),
        ({"statuses": {"new/waiting": "gone"}}, "Input should be 'new'"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    merged = {key: value for key, value in {**GOOD, **keys}.items() if value is not None}
    with pytest.raises(ValidationError, match=words):
        WildberriesSettings.model_validate(merged)
