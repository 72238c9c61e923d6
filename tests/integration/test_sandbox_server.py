"""The sandbox as a process and as a context, over real sockets."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx
import pytest

from bizprobe.errors import BundleError, UsageError
from bizprobe.sandbox.client import SandboxClient
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.quarter import SHOP_FILE
from bizprobe.sandbox.server import running

HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.anyio, pytest.mark.integration]


async def in_book(client: SandboxClient, number: str) -> None:
    """Waits until the shop's order has reached the book."""
    since = datetime.now(UTC) - timedelta(minutes=1)
    while True:
        state = datetime.fromisoformat((await client.state())["now"])
        found = {order["number"]: order["booked_at"] for order in await client.orders("shop", since)}
        if datetime.fromisoformat(found[number]) < state:
            return
        await anyio.sleep(0.2)


async def test_an_order_placed_through_the_client_is_in_the_shop_and_soon_in_the_book(tmp_path: Path) -> None:
    async with (
        running(Options(tmp_path, rate=1, history=HOUR)) as sandbox,
        SandboxClient(sandbox.url) as client,
    ):
        number = await client.place_order("shop")
        with anyio.fail_after(20):
            await in_book(client, number)
        since = sandbox.world.now - timedelta(minutes=1)
        assert number in {order["number"] for order in await client.orders("shop", since)}
        assert (await client.state())["channels"]["shop"]["lost"] == 0
        with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as database:
            found = database.execute("SELECT count(*) FROM orders WHERE number = ?", (number,)).fetchone()
        assert found == (1,)


async def test_the_client_injects_and_mends_faults(tmp_path: Path) -> None:
    async with (
        running(Options(tmp_path, rate=1, history=HOUR)) as sandbox,
        SandboxClient(sandbox.url) as client,
    ):
        await client.inject("kupi", "silence")
        assert (await client.faults())["on"] == [{"place": "kupi", "fault": "silence"}]
        await client.mend("kupi", "silence")
        assert (await client.faults())["on"] == []


async def test_the_client_tells_a_wrong_question_from_a_sandbox_that_is_gone(tmp_path: Path) -> None:
    async with (
        running(Options(tmp_path, rate=1, history=HOUR)) as sandbox,
        SandboxClient(sandbox.url) as client,
    ):
        with pytest.raises(UsageError, match="no channel 'ozzon'"):
            await client.place_order("ozzon")
        with pytest.raises(UsageError, match="crm cannot have the fault silence"):
            await client.inject("crm", "silence")
    async with SandboxClient(sandbox.url) as client:
        with pytest.raises(BundleError, match="does not answer"):
            await client.state()


async def test_a_client_that_is_left_hanging_does_not_keep_the_sandbox_from_ending(tmp_path: Path) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http, anyio.create_task_group() as tasks:

        async def ask(url: str) -> None:
            with pytest.raises(httpx.TransportError):
                await http.get(f"{url}/crm/orders")

        with anyio.fail_after(20):
            async with running(Options(tmp_path, rate=1, history=HOUR)) as sandbox:
                async with SandboxClient(sandbox.url) as client:
                    await client.inject("crm", "hang")
                tasks.start_soon(ask, sandbox.url)
                await anyio.sleep(0.2)


async def test_a_taken_port_is_refused_in_words(tmp_path: Path) -> None:
    async with running(Options(tmp_path / "one", rate=1, history=HOUR)) as sandbox:
        port = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(BundleError, match=f"cannot listen on 127.0.0.1:{port}"):
            async with running(Options(tmp_path / "two", port=port, rate=1, history=HOUR)):
                pass


def test_as_a_process_it_says_where_it_answers_and_ends_when_asked(tmp_path: Path) -> None:
    options = ["--data", str(tmp_path), "--rate", "1", "--report-to", ""]
    command = [sys.executable, "-m", "bizprobe.sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        url = next(word for word in words if word.startswith("http://")).rstrip(";")
        assert httpx.get(f"{url}/_sandbox/state", trust_env=False).status_code == 200
        assert (tmp_path / "bizprobe.yml").read_text().count(url) == 12
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
