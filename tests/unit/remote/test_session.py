"""Sessions: logging in, and showing what came back."""

from datetime import timedelta
from typing import Any

import anyio
import pytest
from pydantic import TypeAdapter

from bizprobe.errors import BadAnswerError, UnauthorizedError
from bizprobe.remote.auth import Auth, SessionAuth, answer_signed
from bizprobe.remote.request import Request
from bizprobe.remote.session import SessionSigner
from tests.unit.remote.conftest import Script, Scripted, answer
from tests.unit.remote.sides import NOON, Counts, StillClock, account

pytestmark = pytest.mark.anyio

KEYS: dict[str, Any] = {
    "kind": "session",
    "path": "/auth/login",
    "user": "dealer@example.com",
    "password": "${PASSWORD}",
    "session": "session.id",
    "name": "X-Session-Id",
    "key": {"kind": "header", "name": "X-Authorization", "token": "${KEY}"},
}
LOGIN = answer(200, b'{"session": {"id": "s-1"}}')
AGAIN = answer(200, b'{"session": {"id": "s-2"}}')


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hush")
    monkeypatch.setenv("PASSWORD", "hunter2")


class SlowClock(StillClock):
    """Forty minutes pass each time that somebody looks."""

    looks = 0

    def now(self) -> Any:
        type(self).looks += 1
        return NOON + timedelta(minutes=40) * self.looks


def session(server: Script, opened: Any, clock: StillClock | None = None, **keys: Any) -> SessionSigner:
    auth = TypeAdapter(Auth).validate_python({**KEYS, **keys}, strict=True)
    assert isinstance(auth, SessionAuth)
    return SessionSigner(auth, server.url, opened, clock or StillClock())


def paths(server: Script) -> list[bytes]:
    return [request.split()[1] for request in server.asked]


async def test_one_logs_in_once_and_shows_session_and_key(scripted: Scripted) -> None:
    async with scripted(LOGIN, answer(200)) as server, account() as opened:
        signer = session(server, opened)
        for _ in range(2):
            await answer_signed(opened, signer, Request("GET", f"{server.url}/calls"))
    assert paths(server) == [b"/auth/login", b"/calls", b"/calls"]
    assert server.asked[0].endswith(b'{"login":"dealer@example.com","password":"hunter2"}')
    assert all(b"X-Authorization: hush\r\n" in request for request in server.asked)
    assert all(b"X-Session-Id: s-1\r\n" in request for request in server.asked[1:])


async def test_reads_that_begin_together_log_in_once(scripted: Scripted) -> None:
    async with scripted(LOGIN, answer(200)) as server, account() as opened:
        signer = session(server, opened)
        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(answer_signed, opened, signer, Request("GET", f"{server.url}/calls"))
    assert paths(server).count(b"/auth/login") == 1


async def test_a_session_that_lasted_long_enough_is_renewed(scripted: Scripted) -> None:
    async with scripted(LOGIN, answer(200), answer(200), AGAIN, answer(200)) as server, account() as opened:
        signer = session(server, opened, SlowClock())
        for _ in range(3):
            await answer_signed(opened, signer, Request("GET", f"{server.url}/calls"))
    assert paths(server) == [b"/auth/login", b"/calls", b"/calls", b"/auth/login", b"/calls"]


async def test_a_session_that_is_refused_is_renewed_once(scripted: Scripted) -> None:
    meter = Counts()
    async with scripted(LOGIN, answer(401), AGAIN, answer(200)) as server, account(meter) as opened:
        await answer_signed(opened, session(server, opened), Request("GET", f"{server.url}/calls"))
    assert meter.codes == ["200", "401", "200", "200"]
    assert b"X-Session-Id: s-2\r\n" in server.asked[-1]


async def test_a_wrong_password_is_tried_once_and_not_shown(scripted: Scripted) -> None:
    async with scripted(answer(401)) as server, account() as opened:
        with pytest.raises(UnauthorizedError) as caught:
            await answer_signed(opened, session(server, opened), Request("GET", f"{server.url}/calls"))
    assert len(server.asked) == 1
    assert "hunter2" not in str(caught.value)


async def test_a_password_that_was_refused_is_spared_until_it_changes(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scripted(answer(401), LOGIN) as server, account() as opened:
        signer = session(server, opened)
        for words in ("the key is wrong", "not tried again yet"):
            with pytest.raises(UnauthorizedError, match=words) as caught:
                await signer.sign(Request("GET", server.url))
        assert len(server.asked) == 1
        assert "hunter2" not in str(caught.value)
        monkeypatch.setenv("PASSWORD", "hunter3")
        asked = await signer.sign(Request("GET", server.url))
    assert asked.headers["X-Session-Id"] == "s-1"


async def test_a_password_that_was_refused_is_tried_again_after_a_while(scripted: Scripted) -> None:
    async with scripted(answer(401), LOGIN) as server, account() as opened:
        signer = session(server, opened, SlowClock())
        with pytest.raises(UnauthorizedError):
            await signer.sign(Request("GET", server.url))
        await signer.sign(Request("GET", server.url))
    assert len(server.asked) == 2


@pytest.mark.parametrize("body", [b"{}", b'{"session": {"id": ""}}', b'{"session": {"id": "a\\nb"}}', b"[]"])
async def test_a_login_without_a_session_is_a_bad_answer(scripted: Scripted, body: bytes) -> None:
    async with scripted(answer(200, body)) as server, account() as opened:
        with pytest.raises(BadAnswerError, match=r"no session at session\.id"):
            await session(server, opened).sign(Request("GET", server.url))


async def test_keys_of_the_login_may_have_other_names_and_no_key_beside(scripted: Scripted) -> None:
    async with scripted(LOGIN, answer(200)) as server, account() as opened:
        signer = session(server, opened, key=None, user_key="email", password_key="pass", prefix="S ")
        asked = await signer.sign(Request("GET", server.url))
    assert server.asked[0].endswith(b'{"email":"dealer@example.com","pass":"hunter2"}')
    assert asked.headers == {"X-Session-Id": "S s-1"}
