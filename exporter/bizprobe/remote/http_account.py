"""An account over HTTP."""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from io import BytesIO
from typing import BinaryIO

import anyio
import httpx

from bizprobe import __version__
from bizprobe.errors import RemoteError, RemoteTimeoutError, TooLargeError
from bizprobe.remote.account import Meter
from bizprobe.remote.allowance import Allowance
from bizprobe.remote.date import told_moment
from bizprobe.remote.failures import refusal, transport_failure
from bizprobe.remote.gate import Pace
from bizprobe.remote.request import Answer, Request
from bizprobe.remote.shared import SharedAnswers
from bizprobe.remote.waits import fits, pause_before_repeat
from bizprobe.runlog import note
from bizprobe.settings.model import RequestLimits

_NO_ANSWER = "none"
# Servers close idle connections after as little as 5 s (uvicorn, Node.js); one that is closed while we send
# on it is a failure that is nobody's fault.
_KEPT_SECONDS = 2.0


class HttpAccount:
    """Requests to one account, as far as its allowance goes."""

    def __init__(
        self,
        limits: RequestLimits,
        meter: Meter,
        *,
        tls: ssl.SSLContext,
        pace: Pace,
        allowance: Allowance,
        shared: SharedAnswers,
    ) -> None:
        self.limits = limits
        self.meter = meter
        self._pace = pace
        self._allowance = allowance
        self._shared = shared
        self._allowance.holders += 1
        self._closed = False
        self._places = anyio.CapacityLimiter(limits.concurrency)
        self._client = httpx.AsyncClient(
            verify=tls,
            timeout=None,  # noqa: S113 - `_exchange` bounds the whole request, not each of its phases
            limits=httpx.Limits(
                max_connections=limits.concurrency,
                max_keepalive_connections=limits.concurrency,
                keepalive_expiry=_KEPT_SECONDS,
            ),
            headers={"User-Agent": f"bizprobe/{__version__}"},
        )

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One of the account's places for requests under way. May be left by another task."""
        borrower = object()
        await self._places.acquire_on_behalf_of(borrower)
        try:
            yield
        finally:
            self._places.release_on_behalf_of(borrower)

    async def ask(self, request: Request, into: BinaryIO | None = None) -> Answer:
        """Asks until there is an answer of 200 to 299, within the limits and the deadline of the run.

        Everything that we ask is a read, so that whatever may pass is repeated: time-outs, connections
        that fail, 420, 423, 429, 502, 503 and 504. With `into`, the body is written there instead of being
        held in the answer. Raises RemoteError.
        """
        if request.share and into is None:
            return await self._shared.ask(request, lambda: self._ask(request, None))
        return await self._ask(request, into)

    async def aclose(self) -> None:
        """Closes all connections."""
        if not self._closed:
            self._closed = True
            self._allowance.holders -= 1
        await self._client.aclose()

    async def _ask(self, request: Request, into: BinaryIO | None) -> Answer:
        attempt = 1
        while True:
            try:
                return await self._once(request, into)
            except RemoteError as error:
                pause = pause_before_repeat(error, attempt)
                if pause is None or attempt > self.limits.retries or not fits(pause):
                    raise
                note(f"asks again in {pause:.1f} s: {error}")
            if not self._allowance.closed(request):
                await self._pace.sleep(pause)
            attempt += 1

    async def _once(self, request: Request, into: BinaryIO | None) -> Answer:
        async with self._allowance.turn(request, self.slot):
            answer = await self._exchange(request, into)
        await self._allowance.settle(request, answer)
        error = refusal(request, answer, self._pace.clock.now())
        if error is not None:
            raise error
        return answer

    async def _exchange(self, request: Request, into: BinaryIO | None) -> Answer:
        began, code, size = time.perf_counter(), _NO_ANSWER, None
        body = BytesIO() if into is None else into
        try:
            with anyio.fail_after(self.limits.timeout):
                async with self._send(request) as response:
                    moment = told_moment(response.headers)
                    if moment is not None:
                        self.meter.hear(moment)
                    size = await self._receive(response, body)
            code = str(response.status_code)
        except TimeoutError:
            raise RemoteTimeoutError(f"{request.label}: no answer within {self.limits.timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise transport_failure(request, error) from None
        finally:
            seconds = time.perf_counter() - began
            self.meter.record(code, None if code == _NO_ANSWER else seconds)
            told = f", {size} bytes" if size is not None else ""
            note(f"{request.label}: {code}, {seconds:.3f} s{told}")
        if size is None:
            raise TooLargeError(
                f"{request.label}: the answer is larger than {self.limits.max_body} bytes",
                status=response.status_code,
            )
        return Answer(
            response.status_code,
            dict(response.headers),
            body.getvalue() if isinstance(body, BytesIO) else b"",
        )

    def _send(self, request: Request) -> AbstractAsyncContextManager[httpx.Response]:
        return self._client.stream(
            request.method,
            request.url,
            headers=dict(request.headers),
            params=dict(request.params) or None,
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
        )

    async def _receive(self, response: httpx.Response, body: BinaryIO) -> int | None:
        """How long the body is after decompression, or None where it is longer than the limits allow."""
        body.seek(0)
        body.truncate()
        async for chunk in response.aiter_bytes():
            body.write(chunk)
            if body.tell() > self.limits.max_body:
                return None
        return body.tell()
