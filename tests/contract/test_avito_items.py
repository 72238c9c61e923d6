"""The adapter for Avito keeps to its contract, over real HTTP: prices of ads, uploads, rights, budgets."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse

from bizprobe.errors import BadAnswerError, ClientError, ForbiddenError, IncompleteError, UnauthorizedError
from bizprobe.exchange.report import Exchange, ExchangeReport, RejectedItem
from bizprobe.marketplaces.avito.channel import AvitoChannel
from bizprobe.marketplaces.base import KeyState
from bizprobe.records import PricePage, StockPage
from bizprobe.remote.budget import Cost
from bizprobe.settings.model import Offer
from tests.contract.avito_side import (
    AD_IDS,
    CALLS,
    CHATS,
    ITEMS,
    REPORT,
    REPORT_ITEMS,
    REPORTS,
    STOCKS,
    Avito,
    OpenedAvito,
    message,
    report_ad,
    stock,
)
from tests.unit.remote.sides import NOON

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
ENDED = NOON - timedelta(hours=2)


def ad(number: int, price: Any = 1250000) -> dict[str, Any]:
    return {"id": number, "price": price, "status": "active", "title": "Mazda 3", "address": "Ivan's"}


def upload(
    number: int, status: str = "success_warning", finished_at: datetime | None = ENDED
) -> dict[str, Any]:
    return {
        "id": number,
        "status": status,
        "started_at": "2026-11-22T09:00:00Z",
        "finished_at": finished_at.isoformat() if finished_at else None,
    }


async def prices(channel: AvitoChannel) -> list[PricePage]:
    return [page async for page in channel.prices()]


async def stocks(channel: AvitoChannel) -> list[StockPage]:
    return [page async for page in channel.stocks()]


async def ended(channel: AvitoChannel, since: datetime = NOON - DAY) -> list[ExchangeReport]:
    return list(await channel.exchanges(Exchange.ITEMS, since))


async def test_prices_go_by_what_the_seller_s_feed_calls_an_ad(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.page = 2
    avito.ads = [ad(11), ad(12, 990000), ad(13, None), ad(14, 5)]
    avito.ad_ids = {11: "CAR-0011", 12: None, 14: "0014"}
    async with opened_avito() as channel:
        found = await prices(channel)
    assert found == [
        PricePage(1, ["CAR-0011", "avito/12"], ["1250000", "990000"], "RUB"),
        PricePage(2, ["0014"], ["5"], "RUB"),
    ]
    pages = [(question["page"], question["status"]) for question in avito.asked_of(ITEMS)]
    assert pages == [("1", "active"), ("2", "active"), ("3", "active")]
    assert [question["query"] for question in avito.asked_of(AD_IDS)] == ["11,12", "14"]


async def test_prices_may_go_by_avito_s_own_number(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.ads = [ad(11)]
    async with opened_avito(keys="avito_id") as channel:
        assert await prices(channel) == [PricePage(1, ["11"], ["1250000"], "RUB")]
    assert avito.asked_of(AD_IDS) == []


async def test_an_ad_of_which_the_feed_s_name_is_not_told_makes_the_read_incomplete(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.ads, avito.ad_ids = [ad(11), ad(12)], {11: "CAR-0011"}
    async with opened_avito() as channel:
        with pytest.raises(IncompleteError, match="1 of 2 ads came without a word"):
            await prices(channel)


@pytest.mark.parametrize("price", ["1250000", 1250000.5, True, {"value": 1}])
async def test_a_price_is_a_whole_number_of_roubles(
    avito: Avito, opened_avito: OpenedAvito, price: Any
) -> None:
    avito.ads = [ad(11, price)]
    async with opened_avito() as channel:
        with pytest.raises(BadAnswerError, match="Expected `int \\| null`"):
            await prices(channel)


async def test_stocks_are_asked_for_ten_ads_at_a_time_and_what_is_not_limited_is_unknown(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.ads = [ad(number) for number in range(1, 13)]
    avito.ad_ids = {number: f"PART-{number}" for number in range(1, 12)} | {12: None}
    avito.stocks = {
        1: stock(1, 7),
        2: stock(2, 3, is_out_of_stock=True),
        3: stock(3, 0, is_unlimited=True),
        4: stock(4, -2),
        12: stock(12, 1),
    }
    async with opened_avito() as channel:
        assert await stocks(channel) == [
            StockPage(1, ["PART-1", "PART-2", "PART-4", "avito/12"], [7, 0, 0, 1])
        ]
    assert [question["item_ids"] for question in avito.asked_of(STOCKS)] == [list(range(1, 11)), [11, 12]]


async def test_cars_have_no_stock(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.ads = [ad(11)]
    async with opened_avito() as channel:
        assert await stocks(channel) == []
    assert avito.asked_of(AD_IDS) == []


async def test_an_upload_is_reported_with_what_became_of_each_ad(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.page = 3
    avito.reports = [upload(8, "processing", None), upload(7), upload(6, finished_at=ENDED - DAY)]
    avito.report_ads[7] = [
        report_ad("CAR-1"),
        report_ad("CAR-2", messages=[message(1, "A photo is small", "warning")]),
        report_ad("CAR-3", None, None, messages=[message(111, "No price"), message(112, "No VIN")]),
        report_ad("CAR-4", 4, "old", avito_date_end="2026-11-20T12:00:00+03:00"),
        report_ad("CAR-5", 5, "rejected"),
        report_ad("CAR-6", 6, "blocked"),
        # Sold: it left the feed, and Avito took it off.
        report_ad("CAR-7", 7, "removed"),
        report_ad("CAR-8", 8, "archived"),
        # To be published later, as the feed wants.
        report_ad("CAR-9", None, None),
        report_ad("", 10, "old", avito_date_end=None),
    ]
    async with opened_avito() as channel:
        found = await ended(channel)
    assert found == [
        ExchangeReport(
            dealer="apteka",
            channel="avito",
            exchange=Exchange.ITEMS,
            id="7",
            ended_at=ENDED,
            sent=8,
            accepted=3,
            rejected=5,
            pages_expected=1,
            pages_received=1,
            rejected_items=(
                RejectedItem(key="CAR-3", reason="111: No price; 112: No VIN"),
                RejectedItem(key="CAR-4", reason="its placement has ended (2026-11-20T12:00:00+03:00)"),
                RejectedItem(key="CAR-5", reason="refused until it is corrected"),
                RejectedItem(key="CAR-6", reason="blocked by Avito"),
                RejectedItem(key="avito/10", reason="its placement has ended"),
            ),
        )
    ]
    assert list(found[0].contradictions(NOON)) == []
    assert [question["page"] for question in avito.asked_of(REPORT_ITEMS)] == ["0", "1", "2", "3"]
    (asked,) = avito.asked_of(REPORTS)
    assert asked["date_from"] == "2026-11-20T12:00:00Z"


async def test_what_became_of_an_upload_is_asked_for_once(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.reports, avito.report_ads = [upload(7)], {7: [report_ad("CAR-1")], 8: []}
    async with opened_avito() as channel:
        first = await ended(channel)
        assert await ended(channel, ENDED) == first
        assert await ended(channel, ENDED + timedelta(seconds=1)) == []
        assert len(avito.asked_of(REPORT_ITEMS)) == 1
        avito.reports.insert(0, upload(8, finished_at=NOON))
        (second,) = await ended(channel, ENDED)
    assert (second.id, second.sent) == ("8", 0)


async def test_a_feed_that_did_not_get_through_is_a_lost_page_that_says_why(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.reports = [upload(7, "error")]
    avito.events = [
        {"code": 108, "type": "error", "description": "Not Found (404)"},
        {"code": 1, "type": "warning", "description": "old format"},
    ]
    async with opened_avito() as channel:
        (found,) = await ended(channel)
    assert (found.sent, found.accepted, found.rejected) == (1, 0, 1)
    assert (found.pages_expected, found.pages_received) == (1, 0)
    assert found.rejected_items == (RejectedItem(key="feed", reason="108: Not Found (404)"),)
    assert avito.asked_of(REPORT) == [{}]


async def test_of_many_refused_ads_a_thousand_are_named_and_all_counted(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    long = message(1, "x" * 600)
    avito.reports = [upload(7)]
    avito.report_ads[7] = [report_ad(f"CAR-{number}", number, messages=[long]) for number in range(1100)]
    async with opened_avito() as channel:
        (found,) = await ended(channel)
    assert (found.sent, found.rejected, len(found.rejected_items)) == (1100, 1100, 1000)
    assert len(found.rejected_items[0].reason) == 500


async def test_a_report_that_is_shorter_than_it_says_is_incomplete(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.reports = [upload(7)]
    meta = {"page": 0, "pages": 1, "per_page": 200, "total": 3}
    answer = {"report_id": 7, "items": [report_ad("CAR-1")], "meta": meta}
    avito.instead = {REPORT_ITEMS: JSONResponse(answer)}
    async with opened_avito() as channel:
        with pytest.raises(IncompleteError, match="3 ads are declared, 1 came"):
            await ended(channel)


async def test_without_an_upload_there_is_nothing_to_report(avito: Avito, opened_avito: OpenedAvito) -> None:
    async with opened_avito() as channel:
        assert await ended(channel) == []


READS: dict[str, Callable[[AvitoChannel], Awaitable[object]]] = {
    ITEMS: prices,
    AD_IDS: prices,
    STOCKS: stocks,
    REPORTS: ended,
    REPORT_ITEMS: ended,
}


@pytest.mark.parametrize("called", READS)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse({"error": {"code": 403, "message": "Ivan"}}, 403), ForbiddenError),
        (JSONResponse({"code": "400", "message": "Ivan"}, 400), ClientError),
        (JSONResponse(dict.fromkeys(("items", "resources", "reports", "stocks"), "Ivan")), BadAnswerError),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    avito: Avito, opened_avito: OpenedAvito, called: str, answer: JSONResponse, error: type[Exception]
) -> None:
    avito.ads, avito.ad_ids, avito.reports = [ad(11)], {11: "CAR-0011"}, [upload(7)]
    avito.instead = {called: answer}
    async with opened_avito() as channel:
        with pytest.raises(error) as caught:
            await READS[called](channel)
    assert type(caught.value) is error
    assert "Ivan" not in str(caught.value)


async def test_rights_that_are_missing_are_told_for_all_that_needs_them(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    refusal = JSONResponse({"error": {"code": 403, "message": "no tariff"}}, 403)
    async with opened_avito() as channel:
        assert await channel.key() == KeyState(None, {})
        avito.instead = {CHATS: refusal, CALLS: refusal}
        assert await channel.key() == KeyState(
            None,
            {
                Offer.CALLS: ["POST /calltracking/v1/getCalls/"],
                Offer.MESSAGES: ["GET /messenger/v2/accounts/{account}/chats"],
                Offer.OPEN_MESSAGES: ["GET /messenger/v2/accounts/{account}/chats"],
            },
        )


async def test_a_secret_that_no_longer_works_is_an_error_and_not_a_missing_right(
    avito: Avito, opened_avito: OpenedAvito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVITO_SECRET", "wr0ng")
    async with opened_avito() as channel:
        with pytest.raises(UnauthorizedError):
            await channel.key()


async def test_the_plan_says_what_avito_limits(opened_avito: OpenedAvito) -> None:
    async with opened_avito() as channel:
        plan = channel.plan()
    assert plan == {
        Offer.ORDERS: [Cost("orders", rows=20)],
        Offer.OPEN_ORDERS: [Cost("orders", rows=20)],
        Offer.CALLS: [Cost("calls", fixed=1, rows=100)],
        Offer.PRICES: [Cost("items", fixed=1, rows=99)],
        Offer.STOCKS: [Cost("items", fixed=1, rows=99), Cost("stocks", rows=10)],
        Offer.KEY: [Cost("orders", fixed=1), Cost("calls", fixed=1), Cost("items", fixed=1)],
    }
