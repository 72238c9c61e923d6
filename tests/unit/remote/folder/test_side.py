"""A side whose API is a folder."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.errors import (
    BadAnswerError,
    ConnectionFailedError,
    IncompleteError,
    ProbeError,
    RemoteError,
    RemoteTimeoutError,
    TooLargeError,
)
from bizprobe.exchange.report import Exchange
from bizprobe.marketplaces.files import FilesSettings, build
from bizprobe.records import Money, OrderStatus
from bizprobe.remote.folder import side as folder_side
from bizprobe.settings.model import Offer
from bizprobe.systems.files import FilesSettings as SystemFilesSettings
from bizprobe.systems.files import build as build_system
from tests.unit.remote.sides import NOON, Counts, collect, surroundings

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
KEYS: dict[str, Any] = {
    "kind": "files",
    "settle": "1ms",
    "prices": {
        "files": "prices_*.csv",
        "format": {"kind": "csv"},
        "rows": "@",
        "fields": {"key": "sku", "amount": "price"},
        "currency": "RUB",
    },
    "stocks": {
        "files": "stocks_*.xml",
        "format": {"kind": "xml", "lists": ["stocks/item"]},
        "rows": "stocks.item",
        "fields": {"key": "id", "count": "left"},
        "total": "stocks.count",
    },
    "orders": {
        "files": "orders_*.csv",
        "format": {"kind": "csv"},
        "rows": "@",
        "fields": {"number": "number", "placed_at": "at", "status": "state", "amount": "sum"},
        "currency": "RUB",
        "time": "%d.%m.%Y %H:%M",
    },
    "statuses": {"принят": "new"},
}


class Here:
    """A folder, and the channel that reads it."""

    def __init__(self, path: Path, **keys: Any) -> None:
        self.path = path
        self.meter = Counts()
        settings = FilesSettings.model_validate({**KEYS, "url": f"file://{path}", **keys})
        self.channel: Any = build(settings, surroundings("apteki", self.meter))

    def write(self, name: str, text: str, at: datetime = NOON) -> Path:
        file = self.path / name
        file.write_text(text)
        os.utime(file, (at.timestamp(), at.timestamp()))
        return file

    async def prices(self) -> dict[str, str]:
        try:
            pages = [page async for page in self.channel.prices()]
            return {
                key: amount for page in pages for key, amount in zip(page.keys, page.amounts, strict=True)
            }
        finally:
            await self.channel.aclose()

    async def stocks(self) -> dict[str, int]:
        try:
            pages = [page async for page in self.channel.stocks()]
            return {key: count for page in pages for key, count in zip(page.keys, page.counts, strict=True)}
        finally:
            await self.channel.aclose()


@pytest.fixture
def here(tmp_path: Path) -> Callable[..., Here]:
    return lambda **keys: Here(tmp_path, **keys)


async def test_the_newest_file_holds_the_prices(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("prices_2.csv", "sku;price\n1;99\n", NOON - HOUR)
    folder.write("prices_1.csv", "sku;price\n0557722;1 100,20\n557722;5\n", NOON)
    folder.write("other.csv", "sku;price\n1;1\n", NOON + HOUR)
    assert await folder.prices() == {"0557722": "1100.20", "557722": "5"}
    assert (folder.meter.codes, folder.meter.expected) == (["ok"], ("ok", "failed"))


async def test_stocks_may_be_xml_with_a_count_of_their_own(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("stocks_1.xml", '<stocks count="2"><item id="a" left="5"/><item id="b" left="0"/></stocks>')
    assert await folder.stocks() == {"a": 5, "b": 0}


async def test_orders_come_out_of_all_files_since(here: Callable[..., Here]) -> None:
    folder = here()
    head = "number;at;state;sum\n"
    folder.write("orders_1.csv", head + "1;22.11.2026 10:00;принят;1\n", NOON - 4 * HOUR)
    folder.write("orders_2.csv", head + "2;22.11.2026 14:30;принят;10,50\n3;22.11.2026 13:30;x;1\n")
    folder.write("orders_3.csv", head, NOON)
    orders = await collect(folder.channel.orders(NOON - HOUR))
    await folder.channel.aclose()
    assert [(order.number, order.status, order.amount) for order in orders] == [
        ("2", OrderStatus.NEW, Money(1050, "RUB"))
    ]


async def test_no_new_file_is_no_new_order_while_there_are_old_ones(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("orders_1.csv", "number;at;state;sum\n", NOON - 30 * HOUR)
    assert await collect(folder.channel.orders(NOON - HOUR)) == []
    await folder.channel.aclose()


@pytest.mark.parametrize(
    "name", ["prices_1.csv.part", ".prices_1.csv", "prices_1.csv~", "prices_1.CSV.TMP", "stocks.csv"]
)
async def test_a_folder_without_the_file_is_incomplete_whatever_is_being_uploaded(
    here: Callable[..., Here], name: str
) -> None:
    folder = here(prices={**KEYS["prices"], "files": "prices_*"})
    folder.write(name, "sku;price\n1;1\n")
    with pytest.raises(IncompleteError, match=r"the folder has no file prices_\*, not even an old one"):
        await folder.prices()
    assert folder.meter.codes == ["failed"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("sku;price\n", IncompleteError, "prices_1.csv has 0 rows, expected 1 or more"),
        ("", BadAnswerError, "prices_1.csv: the first line does not name"),
        ("sku;price\n1;2\n2", BadAnswerError, "prices_1.csv: line 3: there are 1 fields"),
        ("sku;price\n1;2\n1;3\n", BadAnswerError, "row 2 says something else of '1' than before"),
        ("sku;price\n1;free\n", BadAnswerError, "prices_1.csv: row 1: amount is no number"),
    ],
)
async def test_half_a_file_is_never_sold_out(
    here: Callable[..., Here], text: str, error: type[RemoteError], words: str
) -> None:
    folder = here()
    folder.write("prices_0.csv", "sku;price\n1;1\n", NOON - HOUR)
    folder.write("prices_1.csv", text)
    with pytest.raises(error, match=words):
        await folder.prices()


async def test_fewer_rows_than_usual_are_a_part_of_a_file(here: Callable[..., Here]) -> None:
    folder = here(prices={**KEYS["prices"], "min_rows": 3})
    folder.write("prices_1.csv", "sku;price\n1;1\n2;2\n")
    with pytest.raises(IncompleteError, match="has 2 rows, expected 3 or more"):
        await folder.prices()


async def test_a_row_that_stands_twice_and_says_the_same_is_no_fault(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("prices_1.csv", "sku;price\n1;1\n1;1\n")
    assert await folder.prices() == {"1": "1"}


async def test_fewer_rows_than_the_file_declares_are_incomplete(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("stocks_1.xml", '<stocks count="3"><item id="a" left="5"/></stocks>')
    with pytest.raises(IncompleteError, match=r"stocks_1\.xml: 3 rows are declared, 1 different"):
        await folder.stocks()


@pytest.mark.parametrize("change", ["grow", "rewrite", "remove"])
async def test_a_file_that_changes_while_it_is_read_is_incomplete(
    here: Callable[..., Here], change: str
) -> None:
    folder = here()
    file = folder.write("prices_1.csv", "sku;price\n1;1\n")
    folder.write("prices_0.csv", "sku;price\n1;1\n", NOON - HOUR)

    async def meanwhile(seconds: float) -> None:
        if change == "grow":
            file.write_text("sku;price\n1;1\n2;2\n")
        elif change == "rewrite":
            folder.write("prices_1.csv", "sku;price\n1;2\n", NOON + HOUR)
        else:
            file.unlink()

    folder.channel._side._visits._sleep = meanwhile
    with pytest.raises(IncompleteError, match=r"prices_1\.csv is still being written, or was taken away"):
        await folder.prices()


async def test_files_together_are_no_larger_than_allowed(here: Callable[..., Here]) -> None:
    folder = here(limits={"max_body": "1KiB"})
    head = "number;at;state;sum\n"
    folder.write("orders_1.csv", head + "x" * 600)
    folder.write("orders_2.csv", head + "x" * 600)
    with pytest.raises(TooLargeError, match=r"orders_2\.csv: more than 1024 bytes to read"):
        await collect(folder.channel.orders(NOON - HOUR))
    await folder.channel.aclose()


async def test_more_files_than_allowed_are_incomplete(here: Callable[..., Here]) -> None:
    folder = here(limits={"max_files": 2})
    for number in range(3):
        folder.write(f"orders_{number}.csv", "number;at;state;sum\n")
    with pytest.raises(IncompleteError, match=r"3 files are more than limits\.max_files allows"):
        await collect(folder.channel.orders(NOON - HOUR))
    await folder.channel.aclose()


async def test_a_folder_that_is_not_there_fails_after_its_retries(here: Callable[..., Here]) -> None:
    folder = here(url="file:///nowhere/at/all", limits={"retries": 1})
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    folder.channel._side._visits._sleep = sleep
    with pytest.raises(ConnectionFailedError, match="the folder cannot be read: No such file"):
        await folder.prices()
    assert (folder.meter.codes, waits) == (["failed", "failed"], [0.5])


async def test_a_folder_that_does_not_answer_is_given_up(
    here: Callable[..., Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = here(limits={"timeout": "10ms", "retries": 0}, settle="1h")
    folder.write("prices_1.csv", "sku;price\n1;1\n")
    with pytest.raises(RemoteTimeoutError, match=r"not done within 0\.01 s"):
        await folder.prices()
    assert folder.meter.unanswered == 1


async def test_the_newest_file_is_a_report_of_its_exchange(here: Callable[..., Here]) -> None:
    folder = here()
    folder.write("prices_0.csv", "sku;price\n1;1\n", NOON - HOUR)
    folder.write("prices_1.csv", "sku;price\n1;1\n2;2\n")
    (report,) = await folder.channel.exchanges(Exchange.PRICES, NOON)
    assert (report.dealer, report.channel, report.exchange) == ("apteka", "apteki", Exchange.PRICES)
    assert (report.ended_at, report.sent, report.accepted, report.rejected) == (NOON, 2, 2, 0)
    assert await folder.channel.exchanges(Exchange.PRICES, NOON + HOUR) == []
    await folder.channel.aclose()


async def test_a_system_may_leave_files_too(tmp_path: Path) -> None:
    folder = Here(tmp_path)
    await folder.channel.aclose()
    folder.write("orders_1.csv", "number;at;state;sum\n7;22.11.2026 15:00;принят;1\n")
    settings = SystemFilesSettings.model_validate({**KEYS, "url": f"file://{tmp_path}"})
    system = build_system(settings, surroundings("erp"))
    (order,) = await collect(system.orders(NOON - HOUR, "ozon"))
    await system.aclose()
    assert order.status is OrderStatus.NEW
    assert settings.offers() == {Offer.ORDERS, Offer.PRICES, Offer.STOCKS, Offer.EXCHANGES}
    assert settings.reports() == {Exchange.ORDERS, Exchange.PRICES, Exchange.STOCKS}


async def test_what_is_not_described_is_not_asked_for(tmp_path: Path) -> None:
    keys = {key: value for key, value in KEYS.items() if key not in ("stocks", "orders")}
    settings = FilesSettings.model_validate({**keys, "url": f"file://{tmp_path}"})
    side: Any = folder_side.FolderSide(settings, surroundings())
    with pytest.raises(ProbeError, match="not described"):
        await anext(side.stocks("x"))
    with pytest.raises(ProbeError, match="not described"):
        side.open_orders("x")
    await side.aclose()
    assert settings.offers(surroundings().dealer) == {Offer.PRICES, Offer.EXCHANGES}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"prices": None, "stocks": None, "orders": None}, "expected at least one of orders, prices, stocks"),
        ({"prices": {**KEYS["prices"], "files": "out/*.csv"}}, "expected the name of a file"),
        ({"prices": {k: v for k, v in KEYS["prices"].items() if k != "currency"}}, "needs fields.currency"),
    ],
)
def test_a_folder_that_tells_nothing_is_refused(keys: dict[str, Any], words: str) -> None:
    given = {key: value for key, value in {**KEYS, **keys}.items() if value is not None}
    with pytest.raises(ValidationError, match=words):
        FilesSettings.model_validate({**given, "url": "file:///x"})
