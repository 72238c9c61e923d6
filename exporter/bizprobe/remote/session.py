"""A session: one logs in with user and password, and shows what comes back with each request."""

from datetime import datetime, timedelta
from typing import Any

import anyio

from bizprobe.clock import Clock
from bizprobe.errors import BadAnswerError, UnauthorizedError
from bizprobe.remote.account import Account
from bizprobe.remote.auth import SessionAuth, with_headers
from bizprobe.remote.request import Request
from bizprobe.settings.secret import the_one

_PAUSE = timedelta(minutes=15)


class SessionSigner:
    """Adds a session to requests, and logs in when there is none or it has lasted long enough."""

    def __init__(self, auth: SessionAuth, base_url: str, account: Account, clock: Clock) -> None:
        self._auth = auth
        self._url = base_url + auth.path
        self._account = account
        self._clock = clock
        self._session = ""
        self._ends: datetime | None = None
        self._refused = ""
        self._refused_at: datetime | None = None
        # Some sides end a session when the same user logs in again.
        self._logging_in = anyio.Lock()

    async def sign(self, request: Request) -> Request:
        async with self._logging_in:
            if self._ends is None or self._clock.now() >= self._ends:
                await self._log_in()
        return with_headers(self._keyed(request), {self._auth.name: self._auth.prefix + self._session})

    async def renew(self) -> bool:
        self._ends = None
        return True

    async def _log_in(self) -> None:
        auth = self._auth
        password = the_one(auth.password, auth.password_file).reveal()
        self._spare(password)
        login = {auth.user_key: auth.user, auth.password_key: password}
        try:
            answer = await self._account.ask(self._keyed(Request("POST", self._url, json=login)))
        except UnauthorizedError:
            self._refused, self._refused_at = password, self._clock.now()
            raise
        self._session = _header_value(auth.session(answer.json()), auth.session.text)
        self._ends = self._clock.now() + timedelta(seconds=auth.lasts)

    def _spare(self, password: str) -> None:
        """Does not try a refused password again and again: many sides lock the user out."""
        if self._refused_at is None or password != self._refused:
            return
        if self._clock.now() < self._refused_at + _PAUSE:
            raise UnauthorizedError("the login was refused before; the same password is not tried again yet")

    def _keyed(self, request: Request) -> Request:
        return self._auth.key.apply(request) if self._auth.key is not None else request


def _header_value(session: Any, where: str) -> str:
    text = str(session) if isinstance(session, str | int) else ""
    if not text or not (text.isascii() and text.isprintable()):
        raise BadAnswerError(f"the answer to the login has no session at {where} that a header can carry")
    return text
