"""Prices and stocks of a described side: pages, requests, and reads that are not whole."""

import json
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import pytest

from bizprobe.errors import BadAnswerError, ClientError, IncompleteError, ProbeError
from bizprobe.records import PricePage, StockPage
from bizprobe.remote.described import DescribedSide
from bizprobe.remote.description import Description
from tests.unit.remote.conftest import Scripted, answer
from tests.unit.remote.sides import Counts, Sleeps, surroundings

pytestmark = pytest.mark.anyio

T = TypeVar("T")

READS: dict[str, Any] = {
    "limits": {"retries": 0},
    "prices": {
        "path": "/prices",
        "params": {"channel": "{channel}", "cursor": "{cursor}"},
        "paging": {"kind": "cursor", "next": "next"},
        "total": "total",
        "error": "error",
        "rows": "items",
        "fields": {"key": "sku", "amount": "price", "currency": "currency"},
    },
    "stocks": {
        "method": "POST",
        "path": "/stocks",
        "body": {"channel": "{channel}", "page": "{page}"},
        "paging": {"kind": "page", "first": 0},
        "rows": "items",
        "fields": {"key": "sku", "count": "free"},
    },
}


def page(text: str, **more: Any) -> bytes:
    """An answer whose items stand there as they are, so that their numbers keep their digits."""
    rest = json.dumps(more)[1:-1]
    return answer(200, f'{{"items": [{text}]{", " if rest else ""}{rest}}}'.encode())


def item(sku: str, price: str, currency: str = "RUB") -> str:
    return f'{{"sku": "{sku}", "price": {price}, "currency": "{currency}", "more": {{"a": [1]}}}}'


def side(url: str, meter: Counts | None = None, **keys: Any) -> DescribedSide:
    settings = Description.model_validate({**READS, "base_url": url, **keys})
    return DescribedSide(settings, surroundings("erp", meter))


async def everything(pages: AsyncIterator[T]) -> list[T]:
    return [page async for page in pages]


async def test_prices_come_through_all_pages_with_the_digits_of_the_source(scripted: Scripted) -> None:
    first = page(f"{item('0557722', '90071992547409.93')}, {item('557722', '100.20')}", total=3, next="p2")
    last = page(item("АР-1", '"100,20"'), total=3)
    async with scripted(first, last) as server:
        erp = side(server.url)
        pages = await everything(erp.prices("ozon"))
        await erp.aclose()
    assert pages == [
        PricePage(1, ["0557722", "557722"], ["90071992547409.93", "100.20"], "RUB", 3),
        PricePage(2, ["АР-1"], ["100.20"], "RUB", 3),
    ]
    assert server.asked[0].startswith(b"GET /prices?channel=ozon ")
    assert server.asked[1].startswith(b"GET /prices?channel=ozon&cursor=p2 ")


async def test_prices_in_kopecks_are_shifted_exactly(scripted: Scripted) -> None:
    read = {**READS["prices"], "money": "minor"}
    async with scripted(page(f"{item('a', '10020')}, {item('b', '5', 'RUR')}", total=2)) as server:
        erp = side(server.url, prices=read)
        (found,) = await everything(erp.prices("ozon"))
        await erp.aclose()
    assert (found.amounts, found.currency) == (["100.20", "0.05"], "RUB")


async def test_each_currency_has_a_page_of_its_own(scripted: Scripted) -> None:
    both = f"{item('a', '1')}, {item('b', '2', 'BYN')}"
    async with scripted(page(both, total=3, next="x"), page(item("c", "3"), total=3)) as server:
        erp = side(server.url)
        pages = await everything(erp.prices("ozon"))
        await erp.aclose()
    assert [(page.number, page.currency, page.keys) for page in pages] == [
        (1, "BYN", ["b"]),
        (2, "RUB", ["a"]),
        (3, "RUB", ["c"]),
    ]


async def test_stocks_are_asked_for_in_their_own_way(scripted: Scripted) -> None:
    rows = '{"sku": 7, "free": 5}, {"sku": "07", "free": "3.000"}, {"sku": "b", "free": -2}'
    async with scripted(page(rows), page("")) as server:
        erp = side(server.url)
        pages = await everything(erp.stocks("ozon"))
        await erp.aclose()
    assert pages == [StockPage(1, ["7", "07", "b"], [5, 3, 0]), StockPage(2, [], [])]
    assert server.asked[1].endswith(b'{"channel":"ozon","page":1}')


@pytest.mark.parametrize(
    ("answers", "error", "words"),
    [
        ([page(item("a", "1"), total=2)], IncompleteError, "2 rows are declared, 1 different"),
        ([page(item("a", "1"), total=2, next="x")], IncompleteError, "the same rows"),
        (
            [page(item("a", "1"), total=3, next="x"), page(item("b", "1"), total=3, next="x")],
            IncompleteError,
            "cursor of an earlier page",
        ),
        ([page("", total=1, next="x")], IncompleteError, "the page is empty"),
        (
            [page(item(str(number), "1"), total=9, next=str(number)) for number in range(4)],
            IncompleteError,
            "more after 3 pages",
        ),
        ([page("", total=0, error="limit")], ClientError, "says that it is a failure"),
        ([page(item("a", '"Ivan"'), total=1)], BadAnswerError, "page 1: row 1: amount is no number"),
        ([page(item("a", "1.005"), total=1)], BadAnswerError, "row 1: amount is finer"),
        ([page(item("a", "null"), total=1)], BadAnswerError, "row 1: amount is no number"),
        ([page(item("", "1"), total=1)], BadAnswerError, "row 1: key is missing"),
        ([page(item("a", "1", "Ivan"), total=1)], BadAnswerError, "currency is no code"),
    ],
)
async def test_prices_that_are_not_whole_are_an_error(
    scripted: Scripted, answers: list[bytes], error: type[Exception], words: str
) -> None:
    async with scripted(*answers) as server:
        erp = side(server.url, limits={"retries": 0, "max_pages": 3})
        with pytest.raises(error, match=words) as caught:
            await everything(erp.prices("ozon"))
        await erp.aclose()
    assert "Ivan" not in str(caught.value)


async def test_a_count_that_is_none_fails_the_read(scripted: Scripted) -> None:
    async with scripted(page('{"sku": "a", "free": null}')) as server:
        erp = side(server.url)
        with pytest.raises(BadAnswerError, match="page 1: row 1: count is no whole number of pieces"):
            await everything(erp.stocks("ozon"))
        await erp.aclose()


async def test_what_is_not_described_cannot_be_asked_for() -> None:
    erp = side("http://127.0.0.1", prices=None)
    with pytest.raises(ProbeError, match="not described"):
        await everything(erp.prices("ozon"))
    await erp.aclose()


async def test_reads_keep_to_the_budget_of_the_description(scripted: Scripted) -> None:
    sleeps = Sleeps()
    settings = {**READS, "budget": {"requests": 20, "per": "1m"}}
    async with scripted(page("", total=0)) as server:
        described = Description.model_validate({**settings, "base_url": server.url})
        erp = DescribedSide(described, surroundings("erp", pace=sleeps.pace()))
        for _ in range(4):
            await everything(erp.prices("ozon"))
        await erp.aclose()
    assert [round(wait, 2) for wait in sleeps.waits] == [3.16, 3.16]
