"""The system `feed`: from settings to pages."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import ValidationError

from bizprobe.errors import (
    BadAnswerError,
    ConnectionFailedError,
    IncompleteError,
    RetiredError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.records import PricePage, StockPage
from bizprobe.settings.model import Offer
from bizprobe.systems.feed.settings import FeedSettings
from bizprobe.systems.feed.system import FeedSystem
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import Counts, surroundings

pytestmark = pytest.mark.anyio

T = TypeVar("T")

YML = """<?xml version="1.0" encoding="windows-1251"?>
<!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-11-22 12:00"><shop><name>Аптека</name><offers>
{}
</offers></shop></yml_catalog>"""
CSV = {
    "format": "csv",
    "prices": {"fields": {"key": "SKU", "amount": "Цена"}, "currency": "RUB"},
    "stocks": {"fields": {"key": "SKU", "count": "Остаток"}},
}


def offer(key: str, *, price: str = "100.20", inside: str = "", attributes: str = "") -> str:
    return (
        f'<offer id="{key}" {attributes}><price>{price}</price><currencyId>RUR</currencyId>{inside}</offer>'
    )


def system(meter: Counts | None = None, **keys: Any) -> FeedSystem:
    base = {"kind": "feed", "format": "yml", "prices": {}, "limits": {"retries": 0}}
    return FeedSystem(FeedSettings.model_validate({**base, **keys}), surroundings("erp", meter))


async def everything(pages: AsyncIterator[T]) -> list[T]:
    return [page async for page in pages]


@pytest.fixture
def yml(tmp_path: Path) -> Any:
    def write(*offers: str) -> str:
        file = tmp_path / "yml.xml"
        file.write_text(YML.format("\n".join(offers)), "windows-1251")
        return str(file)

    return write


async def test_prices_and_stocks_of_a_yml_catalogue(yml: Any) -> None:
    file = yml(
        offer("0557722", price="100,20", inside="<count>3</count>"),
        offer("А-1", inside="<count>9</count>", attributes='available="false"'),
        offer("А-2", inside="<count>9</count><disabled>true</disabled>"),
        offer("А-3", attributes='available="false"'),
    )
    meter = Counts()
    erp = system(meter, file=file, stocks={})
    assert await everything(erp.prices("ozon")) == [
        PricePage(1, ["0557722", "А-1", "А-3"], ["100.20", "100.20", "100.20"], "RUB")
    ]
    assert await everything(erp.stocks("ozon")) == [
        StockPage(1, ["0557722", "А-1", "А-2", "А-3"], [3, 0, 0, 0])
    ]
    await erp.aclose()
    assert (meter.codes, meter.expected) == (["ok", "ok"], ("ok", "failed"))


async def test_reservations_of_a_yml_catalogue(yml: Any) -> None:
    file = yml(
        offer("a", inside="<count>3</count><reserved>5</reserved>"),
        offer("b", inside="<count>3</count><reserved>5</reserved>", attributes='available="false"'),
        offer("c", inside="<count>3</count>"),
    )
    fields = {"key": "id", "count": "count", "reserved": "reserved"}
    erp = system(file=file, stocks={"fields": fields})
    with pytest.raises(BadAnswerError, match="there is no reserved"):
        await everything(erp.stocks("ozon"))
    await erp.aclose()
    file = yml(
        offer("a", inside="<count>3</count><reserved>5</reserved>"),
        offer("b", attributes='available="false"'),
    )
    erp = system(file=file, stocks={"fields": fields})
    assert await everything(erp.stocks("ozon")) == [StockPage(1, ["a", "b"], [-2, 0], reserved=True)]
    await erp.aclose()


async def test_a_feed_without_counts_has_prices_only(yml: Any) -> None:
    erp = system(file=yml(offer("a", attributes='available="true"')), stocks={})
    with pytest.raises(BadAnswerError, match="line 4: there is no count; a feed without counts has prices"):
        await everything(erp.stocks("ozon"))
    assert len(await everything(erp.prices("ozon"))) == 1
    await erp.aclose()


async def test_the_fields_of_a_yml_offer_may_have_other_names(yml: Any) -> None:
    inside = "<vendorCode>V-7</vendorCode><oldprice>120</oldprice>"
    prices = {"fields": {"key": "vendorCode", "amount": "oldprice"}}
    erp = system(file=yml(offer("a", inside=inside)), prices=prices)
    assert await everything(erp.prices("ozon")) == [PricePage(1, ["V-7"], ["120"], "RUB")]
    await erp.aclose()


async def test_many_items_come_a_thousand_at_a_time(yml: Any) -> None:
    erp = system(file=yml(*(offer(f"sku-{number}") for number in range(2500))))
    pages = await everything(erp.prices("ozon"))
    await erp.aclose()
    assert [(page.number, len(page.keys)) for page in pages] == [(1, 1000), (2, 1000), (3, 500)]


async def test_an_item_that_stands_twice_is_one_unless_its_prices_differ(yml: Any) -> None:
    erp = system(file=yml(offer("a"), offer("b"), offer("a")))
    assert [page.keys for page in await everything(erp.prices("ozon"))] == [["a", "b"]]
    await erp.aclose()
    erp = system(file=yml(offer("a"), offer("b"), offer("a", price="100.30")))
    with pytest.raises(BadAnswerError, match="line 6: the feed says something else of 'a' before"):
        await everything(erp.prices("ozon"))
    await erp.aclose()


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("", "line 4: amount is no number"),
        ("Ivan", "line 4: amount is no number"),
        ("100.205", "line 4: amount is finer than the currency's minor unit"),
    ],
)
async def test_a_price_that_cannot_be_read_names_its_line(yml: Any, price: str, words: str) -> None:
    erp = system(file=yml(offer("a", price=price)))
    with pytest.raises(BadAnswerError, match=words) as caught:
        await everything(erp.prices("ozon"))
    await erp.aclose()
    assert "Ivan" not in str(caught.value)


async def test_a_csv_file_of_a_windows_program(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text('SKU;Цена;Остаток\r\n0557722;"1 234,50";3,000\r\n557722;7;-2\r\n', "windows-1251")
    erp = system(file=str(file), encoding="windows-1251", **CSV)
    assert await everything(erp.prices("ozon")) == [
        PricePage(1, ["0557722", "557722"], ["1234.50", "7"], "RUB")
    ]
    assert await everything(erp.stocks("ozon")) == [StockPage(1, ["0557722", "557722"], [3, 0])]
    await erp.aclose()


async def test_a_feed_is_fetched_with_its_key_and_counted(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_KEY", "hush")
    body = YML.format(offer("a")).encode("windows-1251")
    meter = Counts()
    async with scripted(answer(503), answer(200, body)) as server:
        erp = system(
            meter,
            url=f"{server.url}/yml.xml",
            params={"shop": "7"},
            auth={"kind": "parameter", "name": "key", "token": "${ERP_KEY}"},
            limits={"retries": 1},
        )
        assert await everything(erp.prices("ozon")) == [PricePage(1, ["a"], ["100.20"], "RUB")]
        await erp.aclose()
    assert server.asked[1].startswith(b"GET /yml.xml?shop=7&key=hush ")
    assert meter.codes == ["503", "200"]


@pytest.mark.parametrize(
    ("given", "limits", "error"),
    [
        (answer(401), {}, UnauthorizedError),
        (answer(404), {}, RetiredError),
        (answer(200, YML.format(offer("a")).encode("windows-1251")[:200]), {}, IncompleteError),
        (answer(200, b"x" * 2000), {"max_body": "1KiB"}, TooLargeError),
        (answer(200, b"<html/>"), {}, BadAnswerError),
    ],
)
async def test_a_feed_that_does_not_come_whole_is_an_error(
    scripted: Scripted, given: bytes, limits: dict[str, Any], error: type[Exception]
) -> None:
    async with scripted(given) as server:
        erp = system(url=f"{server.url}/yml.xml", limits={"retries": 0, **limits})
        with pytest.raises(error):
            await everything(erp.prices("ozon"))
        await erp.aclose()


async def test_a_file_that_is_missing_or_too_large_is_an_error(yml: Any, tmp_path: Path) -> None:
    meter = Counts()
    gone = system(meter, file=str(tmp_path / "gone.xml"))
    with pytest.raises(ConnectionFailedError, match="cannot be read: No such file"):
        await everything(gone.prices("ozon"))
    assert (meter.codes, meter.unanswered) == (["failed"], 1)
    file = yml(*(offer(f"sku-{number}") for number in range(20)))
    for keys in ({"limits": {"max_body": "1KiB"}}, {"max_rows": 19}):
        large = system(file=file, **keys)
        with pytest.raises(TooLargeError):
            await everything(large.prices("ozon"))
        await large.aclose()
    await gone.aclose()


def settings(**keys: Any) -> FeedSettings:
    base = {"kind": "feed", "file": "/var/lib/shop/feed", "format": "yml", "prices": {}}
    merged = {**base, **keys}
    return FeedSettings.model_validate({key: value for key, value in merged.items() if value is not None})


def test_a_feed_offers_what_its_settings_name() -> None:
    assert settings().offers() == {Offer.PRICES}
    assert settings(stocks={}).offers() == {Offer.PRICES, Offer.STOCKS}
    assert settings(**{**CSV, "prices": None}).offers() == {Offer.STOCKS}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"file": None}, "expected either url or file"),
        ({"url": "http://h/x"}, "expected either url or file"),
        ({"file": "feed.xml"}, "expected an absolute path"),
        ({"file": None, "url": "ftp://h/x"}, "expected an address"),
        ({"file": None, "url": "http://h/x?key=hush"}, "put the rest into params"),
        ({"params": {"a": "b"}}, "auth and params need url"),
        ({"delimiter": ","}, "encoding and delimiter need format: csv"),
        ({"encoding": "utf-8"}, "encoding and delimiter need format: csv"),
        ({"prices": None}, "expected at least one of prices, stocks"),
        ({**CSV, "prices": {"currency": "RUB"}}, "prices.fields.key: the name of this column is missing"),
        ({**CSV, "stocks": {"fields": {"key": "SKU"}}}, "stocks.fields.count: the name of this column"),
        ({**CSV, "prices": {"fields": {"key": "a", "amount": "b"}}}, "prices needs fields.currency, or"),
    ],
)
def test_what_cannot_be_right_is_refused(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        settings(**keys)
    assert "hush" not in str([error["ctx"]["error"] for error in caught.value.errors() if "ctx" in error])
