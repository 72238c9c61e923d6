"""What the faults of an API do to its answers."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bizprobe.sandbox.faces.face import Face, Refused
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.world import World

SLOWNESS = 8.0
"""Seconds that a slow answer is late."""
RETRY_AFTER = 5
"""Seconds that a rate-limited client is told to wait."""
EXHAUSTION = 120
"""Seconds until an exhausted budget is full again."""

_HTML = "<!doctype html><title>Technical work</title><h1>We will be back soon</h1>"

Answer = Callable[[], Awaitable[Response]]


class Disturbance:
    """The faults that are on at one place, between a request and its answer."""

    def __init__(
        self, world: World, place: str, face: Face, slowness: float = SLOWNESS, exhaustion: int = EXHAUSTION
    ) -> None:
        self._world = world
        self._place = place
        self._face = face
        self._slowness = slowness
        self._exhaustion = exhaustion
        self._garbled = count()
        self._effects: Mapping[FaultName, Callable[[Request, Answer], Awaitable[Response]]] = {
            FaultName.HANG: self._hang,
            FaultName.EXPIRED_KEY: self._refuse_key,
            FaultName.RATE_LIMIT: self._refuse_rate,
            FaultName.BUDGET_EXHAUSTED: self._refuse_budget,
            FaultName.RETIRED: self._refuse_path,
            FaultName.ERRORS: self._fail,
            FaultName.GARBAGE: self._garble,
            FaultName.SLOW: self._delay,
        }

    async def between(self, request: Request, answer: Answer) -> Response:
        """The answer, or what the first of the faults that are on makes of it."""
        for fault, effect in self._effects.items():
            if self._world.has_fault(self._place, fault):
                return await effect(request, answer)
        return await answer()

    async def _hang(self, request: Request, answer: Answer) -> Response:
        await _wait_until_gone(request)
        return Response(status_code=499)

    async def _delay(self, request: Request, answer: Answer) -> Response:
        with anyio.move_on_after(self._slowness):
            await _wait_until_gone(request)
        return await answer()

    async def _refuse_key(self, request: Request, answer: Answer) -> Response:
        return self.refusal(Refused(401, "the key has expired"))

    async def _refuse_rate(self, request: Request, answer: Answer) -> Response:
        return self.refusal(self._face.too_often(RETRY_AFTER))

    async def _refuse_budget(self, request: Request, answer: Answer) -> Response:
        return self.refusal(self._face.too_often(self._exhaustion))

    async def _refuse_path(self, request: Request, answer: Answer) -> Response:
        return self.refusal(self._face.retired())

    async def _fail(self, request: Request, answer: Answer) -> Response:
        return self.refusal(Refused(500, "internal error"))

    async def _garble(self, request: Request, answer: Answer) -> Response:
        if next(self._garbled) % 2 == 0:
            return HTMLResponse(_HTML)
        whole = bytes((await answer()).body)
        return Response(whole[: len(whole) // 2], media_type="application/json")

    def refusal(self, refused: Refused) -> Response:
        """An answer in the words of the face."""
        body = self._face.refusal(refused.status, refused.message)
        return JSONResponse(body, refused.status, refused.headers)


async def _wait_until_gone(request: Request) -> None:
    await request.body()
    while (await request.receive())["type"] != "http.disconnect":
        pass
