"""Yandex Market is asked about the key and its shops in the way that it documents, over real HTTP."""

from typing import Any

import pytest
from starlette.responses import JSONResponse

from bizprobe.errors import BadAnswerError, UnauthorizedError
from bizprobe.marketplaces.base import KeyState
from bizprobe.settings.model import Offer
from tests.contract.yandex_market_side import (
    BUSINESS,
    KEY,
    SHOP,
    SHOPS,
    OpenedYandexMarket,
    YandexMarket,
    refused,
    shop,
)

pytestmark = pytest.mark.anyio

ORDER_RIGHT, PRICE_RIGHT = "inventory-and-order-processing:read-only", "pricing:read-only"
STOCK_RIGHT = "offers-and-cards-management:read-only"
READ_OFFERS = {Offer.ORDERS, Offer.OPEN_ORDERS, Offer.PRICES, Offer.STOCKS}


async def key(opened: OpenedYandexMarket, **keys: Any) -> KeyState:
    async with opened(**keys) as channel:
        return await channel.key()


@pytest.mark.parametrize(
    "scopes",
    [
        ["ALL_METHODS_READ_ONLY"],
        ["ALL_METHODS"],
        ["all-methods:read-only"],
        [
            "INVENTORY_AND_ORDER_PROCESSING_READ_ONLY",
            "PRICING_READ_ONLY",
            "OFFERS_AND_CARDS_MANAGEMENT_READ_ONLY",
        ],
        ["INVENTORY_AND_ORDER_PROCESSING", "PRICING", "OFFERS_AND_CARDS_MANAGEMENT", "COMMUNICATION"],
    ],
)
async def test_a_key_with_enough_rights_lacks_none_and_never_expires(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, scopes: list[str]
) -> None:
    yandex_market.scopes = scopes
    assert await key(opened_yandex_market) == KeyState(None)
    assert yandex_market.asked == [(KEY, {}), (SHOPS, {"limit": "100"})]


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (
            [],
            {
                Offer.ORDERS: [ORDER_RIGHT],
                Offer.OPEN_ORDERS: [ORDER_RIGHT],
                Offer.PRICES: [PRICE_RIGHT],
                Offer.STOCKS: [STOCK_RIGHT],
            },
        ),
        (["PRICING"], {offer: [ORDER_RIGHT] for offer in (Offer.ORDERS, Offer.OPEN_ORDERS)}),
        (["PROMOTION"], {Offer.PRICES: [PRICE_RIGHT]}),
    ],
)
async def test_a_right_that_is_missing_is_told_by_what_needs_it(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    scopes: list[str],
    missing: dict[Offer, list[str]],
) -> None:
    yandex_market.scopes = scopes
    found = (await key(opened_yandex_market)).missing_rights
    assert {offer: found[offer] for offer in missing} == missing


async def test_stocks_need_no_right_where_they_are_not_offered(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.scopes = ["INVENTORY_AND_ORDER_PROCESSING", "PRICING"]
    assert await key(opened_yandex_market, warehouse=None) == KeyState(None)


@pytest.mark.parametrize(
    ("shops", "campaigns", "words"),
    [
        ([shop(8071, "MANUALLY_DISABLED"), shop(9)], [], ["API of the shop 8071: MANUALLY_DISABLED"]),
        (
            [shop(8071, "DISABLED_BY_INACTIVITY"), shop(9, "MANUALLY_DISABLED")],
            [9],
            ["API of the shop 9: MANUALLY_DISABLED"],
        ),
        ([shop(8071)], [9, 8071], [f"the shop 9 of the cabinet {BUSINESS}"]),
        ([shop(9, business=5)], [9], [f"the shop 9 of the cabinet {BUSINESS}"]),
        ([shop(8071, "MANUALLY_DISABLED", business=5)], [], [f"the cabinet {BUSINESS}"]),
        ([], [], [f"the cabinet {BUSINESS}"]),
    ],
)
async def test_a_shop_that_cannot_be_asked_is_missing_for_every_offer(
    yandex_market: YandexMarket,
    opened_yandex_market: OpenedYandexMarket,
    shops: list[dict[str, Any]],
    campaigns: list[int],
    words: list[str],
) -> None:
    yandex_market.page, yandex_market.shops = 1, shops
    found = await key(opened_yandex_market, campaigns=campaigns)
    assert found == KeyState(None, dict.fromkeys(READ_OFFERS, words))


async def test_an_oauth_token_is_judged_by_its_shops_alone(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YM_TOKEN", "y0_t0ken")
    yandex_market.headers = {"authorization": "Bearer y0_t0ken"}
    yandex_market.scopes, yandex_market.shops = [], [shop(SHOP, "MANUALLY_DISABLED")]
    found = await key(opened_yandex_market, oauth_token="${YM_TOKEN}")
    assert set(found.missing_rights) == READ_OFFERS
    assert [called for called, _ in yandex_market.asked] == [SHOPS]


async def test_a_key_that_is_refused_is_no_state(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket
) -> None:
    yandex_market.instead = {KEY: refused(401, "UNAUTHORIZED")}
    with pytest.raises(UnauthorizedError):
        await key(opened_yandex_market)


@pytest.mark.parametrize(
    "result", [None, {}, {"apiKey": {}}, {"apiKey": {"name": "x", "authScopes": "ALL_METHODS"}}]
)
async def test_an_answer_that_cannot_be_read_is_no_state(
    yandex_market: YandexMarket, opened_yandex_market: OpenedYandexMarket, result: Any
) -> None:
    yandex_market.instead = {KEY: JSONResponse({"status": "OK", "result": result})}
    with pytest.raises(BadAnswerError, match="/v2/auth/token"):
        await key(opened_yandex_market)
