"""The product's way from an answer to a reading: Ozon's adapter, the prices probe, the state file."""

import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import anyio
import msgspec
from compare_pages import PAGE, Prices

from bizprobe.clock import SystemClock
from bizprobe.marketplaces.ozon import channel as ozon
from bizprobe.marketplaces.ozon.items import PriceTaker, ShownPrice
from bizprobe.probes import prices
from bizprobe.reading import Probe
from bizprobe.records import PricePage
from bizprobe.remote.read import Taken
from bizprobe.remote.request import Answer, Request
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings

_TAKER = PriceTaker(ShownPrice.PRICE)


def decoded(body: bytes) -> PricePage | None:
    """A page as Ozon's adapter takes it from an answer; None for an empty one."""
    try:
        _TAKER.take(Answer(200, {}, body)).send(None)
    except StopIteration as taken:
        return cast(Taken[PricePage | None], taken.value).rows
    raise AssertionError("decoding a page waits for nobody")


class _Account:
    """Answers with the page that the cursor asks for, after `wait` seconds."""

    def __init__(self, pages: list[bytes], wait: float) -> None:
        self._pages = pages
        self._wait = wait

    async def ask(self, request: Request, into: Any = None) -> Answer:
        await anyio.sleep(self._wait)
        return Answer(200, {}, self._pages[int(request.json["cursor"] or 0)])


class _System:
    """The seller's prices, column by column. Every read makes texts of its own, as a real one does."""

    def __init__(self, ours: dict[str, str]) -> None:
        columns = [list(ours), list(ours.values())]
        self._pages = [
            json.dumps([column[start : start + PAGE] for column in columns]).encode()
            for start in range(0, len(ours), PAGE)
        ]

    async def prices(self, channel: str) -> AsyncIterator[PricePage]:
        for number, page in enumerate(self._pages, start=1):
            keys, amounts = msgspec.json.decode(page, type=tuple[list[str], list[str]])
            yield PricePage(number, keys, amounts, "RUB")


class Shop:
    """One seller, and one comparison for each of its channels."""

    def __init__(self, goods: Prices, folder: Path) -> None:
        self._key = folder / "key"
        self._key.write_text("a key\n")
        self._goods = goods
        self._system: Any = _System(goods.ours)
        self._state = StateFile(folder / "state.db")

    async def one_after_another(self, channels: int) -> int:
        """How many prices are different in all."""
        found = [await self._different(number, 0) for number in range(channels)]
        await self._state.aclose()
        return sum(found)

    async def at_once(self, channels: int) -> int:
        """The same of channels side by side, begun apart, which take 200 ms or more for a page."""
        found: list[int] = []

        async def compare(number: int) -> None:
            await anyio.sleep(number / 20)
            found.append(await self._different(number, 0.2 + number / 100))

        async with anyio.create_task_group() as group:
            for number in range(channels):
                group.start_soon(compare, number)
        await self._state.aclose()
        return sum(found)

    async def _different(self, number: int, wait: float) -> int:
        return (await self._probe(f"ozon-{number}", wait).run()).findings_total

    def _probe(self, name: str, wait: float) -> Probe:
        market = ozon.OzonSettings.model_validate(
            {"kind": "ozon", "client_id": "1", "api_key_file": str(self._key)}
        )
        settings = prices.PricesSettings.model_validate(
            {"kind": "prices", "channel": name, "system": "erp", "grace": "0s"}
        )
        around = Surroundings(
            dealer=Dealer(
                name="bench", title="", timezone=ZoneInfo("UTC"), systems={}, channels={}, probes={}
            ),
            name=name,
            clock=SystemClock(),
            account=lambda *_: _Account(self._goods.pages, wait),  # type: ignore[arg-type]  # what Ozon uses of it
            state=self._state,
            systems={"erp": self._system},
            channels={},
        )
        channel = ozon.build(market, around)
        return prices.PricesProbe(settings, replace(around, channels={name: channel}))


@contextmanager
def open_shop(goods: Prices) -> Iterator[Shop]:
    """A shop with a state file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Shop(goods, Path(folder))
