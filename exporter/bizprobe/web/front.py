"""The first page, and the page that stands where an answer cannot be given."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bizprobe.clock import Clock
from bizprobe.web.accept import accepts_html
from bizprobe.web.engine import Engine
from bizprobe.web.render import Pages
from bizprobe.web.standing import standing


class Front:
    """What people meet who do not come for a probe."""

    def __init__(self, engine: Engine, pages: Pages, clock: Clock) -> None:
        self._engine, self._pages, self._clock = engine, pages, clock

    async def home(self, request: Request) -> Response:
        """How many probes are in which state."""
        now = self._clock.now()
        states = [standing(watch, now).state for watch in self._engine.watches.values()]
        counts = {state: states.count(state) for state in states}
        return await self._pages.answer(request, "home.html", counts=counts)

    async def fault(self, request: Request, error: Exception) -> Response:
        """A page for people, a line for programs, with the status of the error."""
        assert isinstance(error, HTTPException)
        if not accepts_html(request.headers.get("accept", "")):
            return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
        meant = getattr(error, "meant", ())
        return await self._pages.answer(
            request, "error.html", error.status_code, detail=error.detail, meant=meant
        )
