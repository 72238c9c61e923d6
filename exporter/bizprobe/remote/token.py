"""A short-lived token, fetched when it is needed (OAuth 2, client credentials)."""

from datetime import datetime, timedelta
from typing import Any

from bizprobe.clock import Clock
from bizprobe.errors import BadAnswerError, SecretError
from bizprobe.remote.account import Account
from bizprobe.remote.auth import (
    Auth,
    ClientCredentialsAuth,
    FixedSigner,
    SessionAuth,
    Signer,
    with_headers,
)
from bizprobe.remote.request import Request
from bizprobe.remote.session import SessionSigner
from bizprobe.remote.signature import SignatureSigner, SignedAuth

_DEFAULT_LIFE = timedelta(minutes=5)
# A token that ends while a request is under way would cost a refusal.
_MARGIN = timedelta(seconds=30)


class TokenSigner:
    """Adds a token, and fetches a new one shortly before it ends."""

    def __init__(self, auth: ClientCredentialsAuth, base_url: str, account: Account, clock: Clock) -> None:
        self._auth = auth
        self._url = base_url + auth.path if auth.path.startswith("/") else auth.path
        self._account = account
        self._clock = clock
        self._token = ""
        self._ends: datetime | None = None

    async def sign(self, request: Request) -> Request:
        if self._ends is None or self._clock.now() >= self._ends - _MARGIN:
            await self._fetch()
        return with_headers(request, {"Authorization": f"Bearer {self._token}"})

    async def renew(self) -> bool:
        self._ends = None
        return True

    async def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._auth.client_id,
            "client_secret": self._auth.secret.reveal(),
            **self._auth.form,
        }
        answer = (await self._account.ask(Request("POST", self._url, form=form))).json()
        self._token, life = _token(answer)
        self._ends = self._clock.now() + life


def signer_for(auth: Auth | None, base_url: str, account: Account, clock: Clock) -> Signer:
    """What adds the key of these settings to requests."""
    if auth is None:
        return FixedSigner(lambda request: request)
    if isinstance(auth, ClientCredentialsAuth):
        return TokenSigner(auth, base_url, account, clock)
    if isinstance(auth, SessionAuth):
        return SessionSigner(auth, base_url, account, clock)
    if isinstance(auth, SignedAuth):
        return SignatureSigner(auth, base_url, clock)
    return FixedSigner(auth.apply)


def _token(answer: Any) -> tuple[str, timedelta]:
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        raise BadAnswerError("the answer to the request for a token has no access_token")
    if not (token.isascii() and token.isprintable()):
        raise SecretError("the token that was given has characters that a header cannot carry")
    seconds = answer.get("expires_in")
    known = isinstance(seconds, int) and 0 < seconds < 10**9
    return token, timedelta(seconds=seconds) if known else _DEFAULT_LIFE
