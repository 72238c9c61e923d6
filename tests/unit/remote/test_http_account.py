"""One account over HTTP, against a real server on loopback."""

import contextlib
import gzip
import shutil
import socket
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from bizprobe import runlog
from bizprobe.errors import (
    BadAnswerError,
    ClientError,
    ConnectionFailedError,
    ForbiddenError,
    NameLookupError,
    RateLimitedError,
    RemoteError,
    RemoteTimeoutError,
    RetiredError,
    ServerError,
    TlsError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.remote.budget import Budget
from bizprobe.remote.request import Refusal, Request
from tests.unit.remote.conftest import HANG, Scripted, answer
from tests.unit.remote.sides import NOON, Counts, Sleeps, StillClock, account

pytestmark = pytest.mark.anyio

GOOD = answer(200, b'{"orders": []}')


async def test_an_answer_is_counted_and_noted_without_what_follows_the_question_mark(
    scripted: Scripted,
) -> None:
    meter, log = Counts(), runlog.RunLog(StillClock())
    runlog.start(log)
    async with scripted(GOOD) as server, account(meter) as opened:
        request = Request("GET", f"{server.url}/v1/orders", {"Api-Key": "hush"}, params={"token": "hush"})
        got = await opened.ask(request)
    assert got.json() == {"orders": []}
    assert (meter.codes, meter.unanswered) == (["200"], 0)
    (line,) = [text for _, text in log.lines]
    assert line.startswith("GET /v1/orders: 200, ")
    assert line.endswith(" s, 14 bytes")
    assert b"GET /v1/orders?token=hush " in server.asked[0]
    assert b"Api-Key: hush" in server.asked[0]


@pytest.mark.parametrize("status", [200, 403])
async def test_the_clock_of_the_remote_side_is_heard_whatever_it_answers(
    scripted: Scripted, status: int
) -> None:
    meter = Counts()
    told = answer(status, Date="Sun, 22 Nov 2026 12:00:30 GMT")
    async with scripted(told) as server, account(meter, retries=0) as opened:
        with contextlib.suppress(ForbiddenError):
            await opened.ask(Request("GET", f"{server.url}/x"))
    assert meter.heard == [NOON + timedelta(seconds=30)]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, BadAnswerError),
        (304, BadAnswerError),
        (400, ClientError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, RetiredError),
        (410, RetiredError),
        (420, RateLimitedError),
        (422, ClientError),
        (423, ServerError),
        (429, RateLimitedError),
        (500, ServerError),
        (503, ServerError),
    ],
)
async def test_each_bad_status_is_an_error_of_its_own(
    scripted: Scripted, status: int, error: type[RemoteError]
) -> None:
    body = b'{"message": "customer Ivan, key hush"}'
    location = answer(status, body, Location="http://127.0.0.1:1/elsewhere?key=hush")
    meter = Counts()
    async with scripted(location) as server, account(meter, retries=0) as opened:
        with pytest.raises(error) as caught:
            await opened.ask(Request("GET", f"{server.url}/x"))
    assert type(caught.value) is error
    assert f"HTTP {status}" in str(caught.value)
    assert not {"Ivan", "hush", "elsewhere"} & set(str(caught.value).replace("=", " ").split())
    assert meter.codes == [str(status)]
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"gone", RetiredError, "HTTP 403, the call has ended"),
        (b"Ivan", ForbiddenError, "HTTP 403, the key lacks a right"),
    ],
)
async def test_a_request_may_know_from_the_body_what_its_refusal_means(
    scripted: Scripted, body: bytes, error: type[RemoteError], words: str
) -> None:
    def explain(refused: bytes) -> Refusal | None:
        return (RetiredError, "the call has ended") if refused == b"gone" else None

    async with scripted(answer(403, body)) as server, account() as opened:
        with pytest.raises(error, match=words) as caught:
            await opened.ask(Request("GET", server.url, explain=explain))
    assert type(caught.value) is error


@pytest.mark.parametrize(
    "first", [answer(423), answer(502), answer(503), answer(504), answer(429), b"\r\n", b"nonsense\r\n\r\n"]
)
async def test_what_may_pass_is_asked_again(scripted: Scripted, first: bytes) -> None:
    sleeps = Sleeps()
    async with scripted(first, GOOD) as server, account(sleep=sleeps) as opened:
        assert (await opened.ask(Request("POST", server.url, json={"a": 1}))).status == 200
    assert len(server.asked) == 2
    assert server.asked[1].endswith(b'{"a":1}')
    assert sleeps.waits == [0.5]


@pytest.mark.parametrize("bad", [answer(400), answer(401), answer(404), answer(500), answer(302)])
async def test_what_will_not_pass_is_asked_once(scripted: Scripted, bad: bytes) -> None:
    async with scripted(bad, GOOD) as server, account() as opened:
        with pytest.raises(RemoteError):
            await opened.ask(Request("GET", server.url))
    assert len(server.asked) == 1


async def test_repeats_are_limited_and_each_waits_longer(scripted: Scripted) -> None:
    sleeps, meter = Sleeps(), Counts()
    async with scripted(answer(502)) as server, account(meter, sleeps, retries=3) as opened:
        with pytest.raises(ServerError):
            await opened.ask(Request("GET", server.url))
    assert sleeps.waits == [0.5, 1.0, 2.0]
    assert meter.codes == ["502"] * 4


async def test_the_wait_that_the_remote_side_asks_for_is_kept_by_all_requests(scripted: Scripted) -> None:
    sleeps = Sleeps()
    refused = answer(429, Retry_After="7")
    async with scripted(refused, GOOD) as server, account(sleep=sleeps, retries=0) as opened:
        with pytest.raises(RateLimitedError):
            await opened.ask(Request("GET", server.url))
        await opened.ask(Request("GET", f"{server.url}/other", group="prices"))
    assert sleeps.waits == [7]


async def test_a_pause_that_a_group_is_asked_for_holds_nobody_else_up(scripted: Scripted) -> None:
    sleeps = Sleeps()
    refused = answer(429, X_Ratelimit_Retry="900")
    async with scripted(refused, GOOD) as server, account(sleep=sleeps, retries=0) as opened:
        with pytest.raises(RateLimitedError):
            await opened.ask(Request("GET", server.url, group="prices"))
        await opened.ask(Request("GET", server.url, group="stocks"))
        await opened.ask(Request("GET", server.url))
        assert sleeps.waits == []
        await opened.ask(Request("GET", server.url, group="prices"))
    assert sleeps.waits == [900]


async def test_a_wait_that_does_not_fit_the_deadline_is_an_error_at_once(scripted: Scripted) -> None:
    sleeps, meter = Sleeps(), Counts()
    async with scripted(answer(429, Retry_After="60"), GOOD) as server, account(meter, sleeps) as opened:
        with anyio.fail_after(30):
            with pytest.raises(RateLimitedError) as caught:
                await opened.ask(Request("GET", server.url))
            with pytest.raises(RateLimitedError, match="asks for a pause, for another 60 s"):
                await opened.ask(Request("GET", server.url))
    assert caught.value.retry_after == 60
    assert (sleeps.waits, meter.codes) == ([], ["429"])


SLOW = Budget("prices", per_second=0.5, burst=2, refused=5)


async def test_requests_wait_until_their_budget_has_tokens(scripted: Scripted) -> None:
    sleeps = Sleeps()
    async with scripted(GOOD) as server, account(sleep=sleeps, budgets=[SLOW]) as opened:
        for _ in range(4):
            await opened.ask(Request("GET", server.url, group="prices"))
        await opened.ask(Request("GET", server.url))
    assert sleeps.waits == [2.0, 2.0]


async def test_what_the_budget_allows_only_after_the_deadline_is_never_asked(scripted: Scripted) -> None:
    meter = Counts()
    async with scripted(GOOD) as server, account(meter, budgets=[SLOW]) as opened:
        with anyio.fail_after(3):
            await opened.ask(Request("GET", server.url, group="prices", cost=2))
            words = "not asked: the budget 'prices' is used up, for another 4 s"
            with pytest.raises(RateLimitedError, match=words):
                await opened.ask(Request("GET", server.url, group="prices", cost=2))
    assert meter.codes == ["200"]


async def test_each_repeat_and_each_refusal_costs_tokens(scripted: Scripted) -> None:
    sleeps = Sleeps()
    answers = answer(502), answer(400), GOOD
    async with scripted(*answers) as server, account(sleep=sleeps, budgets=[SLOW]) as opened:
        with pytest.raises(ClientError):
            await opened.ask(Request("GET", server.url, group="prices"))
        await opened.ask(Request("GET", server.url, group="prices"))
    # Half a second before the repeat; then 5 are gone in place of 1, of which there were 0.25.
    assert sleeps.waits == [0.5, 9.5]


async def test_a_server_that_hangs_is_given_up_on(scripted: Scripted) -> None:
    meter = Counts()
    async with scripted(HANG) as server, account(meter, timeout="50ms", retries=1) as opened:
        with pytest.raises(RemoteTimeoutError, match=r"no answer within 0.05 s"):
            await opened.ask(Request("GET", server.url))
    assert (meter.codes, meter.unanswered) == (["none", "none"], 2)


async def test_a_body_that_never_ends_its_drip_is_given_up_on(scripted: Scripted) -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"
    meter = Counts()
    async with scripted(cut) as server, account(meter, retries=0) as opened:
        with pytest.raises(ConnectionFailedError, match="the connection broke"):
            await opened.ask(Request("GET", server.url))
    assert meter.codes == ["none"]


async def test_a_request_of_a_cancelled_run_is_counted(scripted: Scripted) -> None:
    meter = Counts()
    async with scripted(HANG) as server, account(meter) as opened:
        with anyio.move_on_after(0.05) as scope:
            await opened.ask(Request("GET", server.url))
    assert scope.cancelled_caught
    assert meter.codes == ["none"]


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_larger_than_allowed_is_not_read(scripted: Scripted, packed: bool) -> None:
    body = b"x" * 5000
    large = answer(200, gzip.compress(body), Content_Encoding="gzip") if packed else answer(200, body)
    meter = Counts()
    async with scripted(large) as server, account(meter, max_body="4KiB") as opened:
        with pytest.raises(TooLargeError, match="larger than 4096 bytes"):
            await opened.ask(Request("GET", server.url))
    assert meter.codes == ["200"]


async def test_broken_compression_is_a_bad_answer(scripted: Scripted) -> None:
    broken = answer(200, b"not gzip at all", Content_Encoding="gzip")
    async with scripted(broken) as server, account() as opened:
        with pytest.raises(BadAnswerError):
            await opened.ask(Request("GET", server.url))


async def test_nobody_listening_is_a_failed_connection() -> None:
    meter = Counts()
    async with account(meter, retries=1) as opened:
        with pytest.raises(ConnectionFailedError, match="no connection"):
            await opened.ask(Request("GET", "http://127.0.0.1:1/x"))
    assert meter.codes == ["none", "none"]


async def test_a_name_that_does_not_resolve_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    async with account(retries=0) as opened:
        with pytest.raises(NameLookupError):
            await opened.ask(Request("GET", "http://api.example/x"))


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=127.0.0.1",
    ]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    scripted: Scripted, self_signed: ssl.SSLContext
) -> None:
    sleeps = Sleeps()
    async with scripted(GOOD, ssl=self_signed) as server, account(sleep=sleeps) as opened:
        with pytest.raises(TlsError, match="self-signed certificate"):
            await opened.ask(Request("GET", server.url))
    assert (server.asked, sleeps.waits) == ([], [])


async def test_no_more_requests_are_under_way_than_allowed(scripted: Scripted) -> None:
    async with scripted(HANG) as server, account(concurrency=2) as opened, anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(opened.ask, Request("GET", server.url))
        while len(server.asked) < 2:  # noqa: ASYNC110 - the server tells nobody
            await anyio.sleep(0.001)
        await anyio.wait_all_tasks_blocked()
        assert len(server.asked) == 2
        tasks.cancel_scope.cancel()


async def test_a_place_may_be_left_by_another_task(scripted: Scripted) -> None:
    async with account(concurrency=1) as opened:
        place = opened.slot()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(place.__aenter__)
        await place.__aexit__(None, None, None)
        async with opened.slot():
            pass
