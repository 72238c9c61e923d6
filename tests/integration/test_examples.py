"""The worked examples are loaded as they are and run against a side of their shape."""

import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog

from bizprobe.catalogue import find_kinds
from bizprobe.cli.apart import built_apart
from bizprobe.clock import SystemClock
from bizprobe.errors import IncompleteError, ProbeError, UnauthorizedError
from bizprobe.logs import configure_logs
from bizprobe.runlog import RunLog, start
from bizprobe.settings.load import parse_settings
from bizprobe.settings.model import Offer
from bizprobe.settings.settings import Settings
from tests.integration.example_sides import SIDES, Side, serving

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FILES = ("pharmacy-files",)
OFFERED = (Offer.ORDERS, Offer.PRICES, Offer.STOCKS)

Open = Callable[..., AbstractAsyncContextManager[Any]]


def settings_of(name: str, url: str, secrets: Mapping[str, str], home: Path, **limits: Any) -> Settings:
    """The example with the address of the test's server, and secrets that are there."""
    for file, secret in secrets.items():
        (home / file).write_text(f"{secret}\n")
    text = (EXAMPLES / f"{name}.yml").read_text()
    text = re.sub(r"(base_url: )https://[^/\s]+", rf"\g<1>{url}", text).replace("/run/secrets/", f"{home}/")
    settings = parse_settings(text, find_kinds(), f"{name}.yml")
    (dealer,) = settings.dealers.values()
    ((key, channel),) = dealer.channels.items()
    limited: Any = channel
    limited = limited.model_copy(update={"limits": limited.limits.model_copy(update=limits)})
    return Settings({dealer.name: replace(dealer, channels={key: limited})})


@pytest.fixture
def log() -> Iterator[RunLog]:
    lines = RunLog(SystemClock())
    start(lines)
    yield lines
    start(RunLog(SystemClock()))


@pytest.fixture
def logs() -> Iterator[StringIO]:
    """What the exporter logs when it says all that it can."""
    stream, root = StringIO(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logs(level="debug", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """The channel of an example."""

    @asynccontextmanager
    async def run(name: str, url: str, secrets: Mapping[str, str], **limits: Any) -> AsyncIterator[Any]:
        settings = settings_of(name, url, secrets, tmp_path, retries=0, **limits)
        async with built_apart(settings, find_kinds()) as works:
            assert not works.faults
            (remote,) = [remote for remote in works.remotes.values() if remote.made is not None]
            yield remote.made

    return run


async def read(channel: Any, offer: str) -> Any:
    """All that a channel holds of something, in plain types."""
    if offer == Offer.ORDERS:
        since = datetime.now(UTC) - timedelta(hours=1)
        orders = [order async for page in channel.orders(since) for order in page.rows]
        return [(o.number, o.status.value, f"{o.amount.major:f}" if o.amount else None) for o in orders]
    if offer == Offer.PRICES:
        prices = [page async for page in channel.prices()]
        return {key: amount for page in prices for key, amount in zip(page.keys, page.amounts, strict=True)}
    stocks = [page async for page in channel.stocks()]
    return {key: count for page in stocks for key, count in zip(page.keys, page.counts, strict=True)}


def offered(side: Side) -> list[str]:
    return [offer for offer in OFFERED if offer in side.found]


def test_every_example_is_run_here() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.yml")} == {*SIDES, *FILES}


@pytest.mark.parametrize("name", SIDES)
async def test_what_the_side_holds_comes_out(name: str, opened: Open) -> None:
    side = SIDES[name]()
    with serving(side) as url:
        async with opened(name, url, side.secrets) as channel:
            assert {offer: await read(channel, offer) for offer in offered(side)} == side.found


@pytest.mark.parametrize("name", SIDES)
async def test_a_wrong_key_is_told_and_shows_nowhere(
    name: str, opened: Open, log: RunLog, logs: StringIO
) -> None:
    side, told = SIDES[name](), []
    wrong = {file: f"wrong-{secret}" for file, secret in side.secrets.items()}
    with serving(side) as url:
        async with opened(name, url, wrong) as channel:
            for offer in offered(side):
                with pytest.raises(UnauthorizedError) as caught:
                    await read(channel, offer)
                told += [str(caught.value), repr(caught.value)]
    assert_nothing_shows("hush", told, log, logs)


@pytest.mark.parametrize("name", SIDES)
async def test_nothing_secret_shows_when_all_is_well(
    name: str, opened: Open, log: RunLog, logs: StringIO
) -> None:
    side = SIDES[name]()
    with serving(side) as url:
        async with opened(name, url, side.secrets) as channel:
            for offer in offered(side):
                await read(channel, offer)
    assert_nothing_shows("hush", [], log, logs)


@pytest.mark.parametrize("name", SIDES)
async def test_pages_without_end_are_an_incomplete_read(name: str, opened: Open) -> None:
    side = SIDES[name]()
    side.endless = True
    with serving(side) as url:
        async with opened(name, url, side.secrets, max_pages=4) as channel:
            words = "there is more after 4 pages|all that one answer may have"
            with pytest.raises(IncompleteError, match=words):
                await read(channel, Offer.ORDERS)


@pytest.mark.parametrize("name", SIDES)
async def test_an_answer_that_is_no_answer_is_an_error(name: str, opened: Open) -> None:
    side = SIDES[name]()
    side.answer = lambda side, asked: (200, b"<html>hush maintenance</html>")
    with serving(side) as url:
        async with opened(name, url, side.secrets) as channel:
            for offer in offered(side):
                with pytest.raises(ProbeError) as caught:
                    await read(channel, offer)
                assert "maintenance" not in str(caught.value)


def assert_nothing_shows(secret: str, told: list[str], log: RunLog, logs: StringIO) -> None:
    lines = [text for _, text in log.lines]
    assert lines, "the run wrote no log"
    for text in (*told, *lines, logs.getvalue()):
        assert secret not in text
