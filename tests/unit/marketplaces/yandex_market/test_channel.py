"""Settings of a channel at Yandex Market, and what its reads cost."""

from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.marketplaces.yandex_market.channel import YandexMarketChannel, YandexMarketSettings
from bizprobe.marketplaces.yandex_market.paths import Group
from bizprobe.remote.budget import Cost
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import surroundings

GOOD: dict[str, Any] = {"kind": "yandex_market", "business_id": 4711, "api_key": "${YM_KEY}"}
ALWAYS = {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.KEY}


def settings(**keys: Any) -> YandexMarketSettings:
    merged = {key: value for key, value in {**GOOD, **keys}.items() if value is not None}
    return YandexMarketSettings.model_validate(merged)


@pytest.mark.parametrize(
    ("keys", "offers"),
    [
        ({}, ALWAYS),
        ({"warehouse": 507}, {*ALWAYS, Offer.STOCKS}),
        ({"warehouse": 507, "stocks_campaign": 8071}, {*ALWAYS, Offer.STOCKS}),
    ],
)
def test_stocks_are_offered_where_the_seller_s_warehouse_is_known(
    keys: dict[str, Any], offers: set[Offer]
) -> None:
    assert settings(**keys).offers(surroundings().dealer) == offers


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"api_key": None}, "expected one of api_key, api_key_file, oauth_token and oauth_token_file"),
        ({"api_key_file": "/run/secrets/ym"}, "expected one of api_key"),
        ({"oauth_token": "${YM_TOKEN}"}, "expected one of api_key"),
        ({"api_key": "c0ffee"}, "a secret is not written here"),
        ({"business_id": None}, "Field required"),
        ({"business_id": "4711"}, "valid integer"),
        ({"campaigns": [7, 7]}, "expected each number once"),
        ({"campaigns": list(range(1, 52))}, "at most 50"),
        ({"campaigns": [0]}, "greater than or equal to 1"),
        ({"stocks_campaign": 8071}, "stocks_campaign belongs to a warehouse"),
        ({"subscription": "light"}, "Input should be 'none' or 'medium'"),
        ({"base_url": "ftp://x"}, "expected an address"),
        ({"open_period": "0s"}, "longer than 0s"),
        ({"statuses": {"CANCELLED/LOST": "gone"}}, "Input should be 'new'"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings(**keys)


def test_no_more_than_two_requests_are_under_way_unless_the_settings_say_so() -> None:
    assert settings().limits.concurrency == 2


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("keys", "stocks", "key"),
    [
        ({"warehouse": 507}, [Cost(Group.STOCKS, rows=100)], [Group.SHOPS, Group.KEY]),
        (
            {"warehouse": 507, "stocks_campaign": 8071},
            [Cost(Group.SHOP_STOCKS, rows=100, tokens=100)],
            [Group.SHOPS, Group.KEY],
        ),
        ({"api_key": None, "oauth_token": "${YM_TOKEN}"}, None, [Group.SHOPS]),
    ],
)
async def test_a_plan_tells_the_cost_of_what_is_offered(
    keys: dict[str, Any], stocks: list[Cost] | None, key: list[Group]
) -> None:
    channel = YandexMarketChannel(settings(**keys), surroundings("ym"))
    try:
        plan = channel.plan()
    finally:
        await channel.aclose()
    assert plan.get(Offer.STOCKS) == stocks
    assert [(cost.group, cost.requests(12_000)) for cost in plan[Offer.KEY]] == [(one, 1) for one in key]
    assert [(cost.group, cost.takes(11_501)) for cost in plan[Offer.PRICES]] == [
        (Group.QUARANTINE, 1),
        (Group.PRICES, 12_000),
    ]
    assert [cost.requests(120) for cost in plan[Offer.ORDERS]] == [3]
