"""POST /v1/exchanges: the integration software says what it sent and what was accepted."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bizprobe.clock import Clock
from bizprobe.engine.shard import Shard
from bizprobe.errors import SecretError, StateError
from bizprobe.exchange.report import ExchangeReport
from bizprobe.settings.settings import Dealer
from bizprobe.state.exchanges import ExchangeMemory, Recorded
from bizprobe.web.engine import Engine

_log = structlog.get_logger()

_LARGEST = 2**20
_ANSWERS: Mapping[Recorded, tuple[int, Mapping[str, Any]]] = {
    Recorded.NEW: (201, {"recorded": True}),
    Recorded.REPEATED: (200, {"recorded": False}),
    Recorded.CONTRADICTS: (409, {"error": "this id was reported before with another content"}),
    Recorded.TOO_OLD: (409, {"error": "ended_at is older than the reports that are remembered"}),
}


class Inbox:
    """Takes reports of exchanges. Whoever gets 200 or 201 may forget the report: it is on disk.

    Of several exporters, `shard` takes those of its own channels.
    """

    def __init__(self, engine: Engine, memory: ExchangeMemory, clock: Clock, shard: Shard) -> None:
        self._engine = engine
        self._memory = memory
        self._clock = clock
        self._shard = shard

    async def report(self, request: Request) -> Response:
        """Every answer is JSON; `error` says what is wrong, `faults` names each fault of a report.

        421 with `shard` says which exporter takes the report.
        """
        try:
            return await self._report(request)
        except HTTPException as error:
            return JSONResponse({"error": error.detail}, error.status_code, error.headers)
        except ValidationError as error:
            return _refused([_words(fault["loc"], fault["msg"]) for fault in error.errors()])
        except StateError as error:
            _log.error("report of an exchange not recorded", error=str(error))
            return JSONResponse({"error": "the report could not be recorded; send it again"}, 503)

    async def _report(self, request: Request) -> Response:
        # Who has no token gets no work out of us: the body is not even read.
        dealers = self._whose(_token(request))
        report = ExchangeReport.model_validate_json(await _body(request))
        dealer = dealers.get(report.dealer)
        if dealer is None:
            raise _unauthorized("the token is not that of the dealer in the report")
        if report.channel not in dealer.channels:
            raise HTTPException(404, f"dealer '{dealer.name}' has no channel '{report.channel}'")
        ordinal = self._shard.of_channel(dealer, report.channel)
        if ordinal != self._shard.ordinal:
            elsewhere = f"shard {ordinal} watches this channel; send its reports there"
            return JSONResponse({"error": elsewhere, "shard": ordinal}, 421)
        if faults := list(report.contradictions(self._clock.now())):
            return _refused(faults)
        status, words = _ANSWERS[await self._memory.record(report)]
        return JSONResponse(words, status)

    def _whose(self, token: bytes) -> dict[str, Dealer]:
        """The dealers with this token. Raises HTTPException where there is none."""
        dealers = [dealer for dealer in self._engine.dealers.values() if dealer.inbox is not None]
        known = {dealer.name: _secret(dealer) for dealer in dealers}
        # All are compared, so that the time tells nothing.
        same = {name: hmac.compare_digest(secret, token) for name, secret in known.items() if secret}
        found = {dealer.name: dealer for dealer in dealers if same.get(dealer.name)}
        if not found and None in known.values():
            raise HTTPException(
                503, "a token of the configuration cannot be read; send the report again later"
            )
        if not found:
            raise _unauthorized("the token is missing or wrong")
        return found


def _secret(dealer: Dealer) -> bytes | None:
    if dealer.inbox is None:
        return None
    try:
        return dealer.inbox.secret.reveal().encode()
    except SecretError as error:
        _log.error("token of an inbox cannot be read", dealer=dealer.name, error=str(error))
        return None


def _token(request: Request) -> bytes:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorized("expected the header Authorization: Bearer TOKEN")
    # Headers are decoded as Latin-1: this gives back the bytes that were sent.
    return token.strip().encode("latin-1")


def _unauthorized(words: str) -> HTTPException:
    return HTTPException(401, words, {"WWW-Authenticate": "Bearer"})


async def _body(request: Request) -> bytes:
    """The whole body. Raises HTTPException where it is too large, or ends early."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                raise HTTPException(413, f"the report is larger than {_LARGEST} bytes")
    except ClientDisconnect:
        raise HTTPException(400, "the body ended early") from None
    return bytes(body)


def _refused(faults: Sequence[str]) -> Response:
    return JSONResponse({"error": "the report has faults", "faults": faults}, 400)


def _words(place: Sequence[str | int], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message}" if place else message
