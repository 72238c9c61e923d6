"""The worked example of a pharmacies' file exchange, run against a real OpenSSH server."""

import getpass
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.cli.apart import built_apart
from bizprobe.errors import IncompleteError, TlsError, UnauthorizedError
from bizprobe.exchange.report import Exchange
from bizprobe.settings.load import parse_settings
from tests.integration.openssh import Sftp, sftp_server

pytestmark = [pytest.mark.anyio, pytest.mark.integration]
pytest.importorskip("asyncssh", reason="asyncssh is not installed")

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "pharmacy-files.yml"
NOW = datetime.now(UTC).replace(microsecond=0)
PRICES = "Код товара;Название;Цена;Остаток\r\n0557722;Аспирин;100,20;5\r\n557722;Бинт;7;0\r\n"
ORDER = "<order id='{0}'><created>{1}</created><status>{2}</status><total>99,90</total></order>"


@dataclass
class Exchanged:
    """The aggregator's folder."""

    folder: Path

    def write(self, name: str, text: str, minutes_ago: float = 0) -> None:
        file, moment = self.folder / name, (NOW - timedelta(minutes=minutes_ago)).timestamp()
        file.write_bytes(text.encode("windows-1251"))
        os.utime(file, (moment, moment))


@pytest.fixture(scope="module")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sftp]:
    with sftp_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def exchanged(tmp_path: Path) -> Exchanged:
    folder = Exchanged(tmp_path / "exchange")
    folder.folder.mkdir()
    folder.write("price_1.csv", "Код товара;Цена;Остаток\r\n1;1;1\r\n2;2;2\r\n", minutes_ago=60)
    folder.write("price_2.csv", PRICES, minutes_ago=2)
    folder.write("price_3.csv.part", "Код товара;Цена;Остаток\r\n", minutes_ago=0)
    first = ORDER.format(1, (NOW - timedelta(minutes=40)).isoformat(), 100)
    second = ORDER.format(2, (NOW - timedelta(minutes=3)).isoformat(), 202)
    folder.write("orders_1.xml", f"<orders>{first}</orders>", minutes_ago=39)
    folder.write("orders_2.xml", f"<orders>{second}</orders>", minutes_ago=2)
    folder.write("orders_3.xml", "<orders/>", minutes_ago=1)
    return folder


Open = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.fixture
def opened(sftp: Sftp, exchanged: Exchanged, tmp_path: Path) -> Open:
    @asynccontextmanager
    async def run(*, key: Path = sftp.key_file, host_key: str = sftp.host_key) -> AsyncIterator[Any]:
        text = EXAMPLE.read_text().replace("/run/secrets/zdorovo", str(key))
        text = text.replace(
            "sftp://files.example.com/exchange", f"sftp://127.0.0.1:{sftp.port}{exchanged.folder}"
        )
        text = text.replace("user: apteka", f"user: {getpass.getuser()}")
        text = re.sub("host_key: ssh-.*", f"host_key: {host_key}", text)
        async with built_apart(parse_settings(text, find_kinds()), find_kinds()) as works:
            assert not works.faults
            (remote,) = works.remotes.values()
            yield remote.made

    return run


async def test_prices_stocks_and_orders_come_out_of_the_newest_files(opened: Open) -> None:
    async with opened() as channel:
        (prices,) = [page async for page in channel.prices()]
        (stocks,) = [page async for page in channel.stocks()]
        orders = [o async for page in channel.orders(NOW - timedelta(minutes=30)) for o in page.rows]
    assert (prices.keys, prices.amounts, prices.currency) == (["0557722", "557722"], ["100.20", "7"], "RUB")
    assert (stocks.keys, stocks.counts) == (["0557722", "557722"], [5, 0])
    assert [(order.number, order.status.value) for order in orders] == [("2", "cancelled_by_seller")]


async def test_the_price_list_says_how_old_it_is(opened: Open) -> None:
    async with opened() as channel:
        (report,) = await channel.exchanges(Exchange.PRICES, NOW - timedelta(hours=1))
    assert (report.ended_at, report.sent) == (NOW - timedelta(minutes=2), 2)


async def test_a_price_list_without_its_rows_is_not_sold_out(opened: Open, exchanged: Exchanged) -> None:
    exchanged.write("price_4.csv", PRICES.partition("557722;Б")[0])
    async with opened() as channel:
        with pytest.raises(IncompleteError, match="has 1 rows, expected 2 or more"):
            _ = [page async for page in channel.stocks()]


async def test_a_wrong_key_and_a_wrong_server_have_their_reasons(opened: Open, sftp: Sftp) -> None:
    async with opened(key=sftp.wrong_key_file) as channel:
        with pytest.raises(UnauthorizedError):
            _ = [page async for page in channel.prices()]
    async with opened(host_key=sftp.other_host_key) as channel:
        with pytest.raises(TlsError):
            _ = [page async for page in channel.prices()]
