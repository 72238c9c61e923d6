"""/-/healthy, /-/ready and /-/reload, as Prometheus has them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bizprobe.errors import ConfigError
from bizprobe.web.engine import Engine
from bizprobe.web.origin import require_same_origin


class Lifecycle:
    """Health and reload of one engine. Reloading must be `enabled`."""

    def __init__(self, engine: Engine, *, enabled: bool, external_url: str) -> None:
        self._engine = engine
        self._enabled = enabled
        self._external_url = external_url

    async def healthy(self, request: Request) -> Response:
        return PlainTextResponse("Bizprobe is healthy.\n")

    async def ready(self, request: Request) -> Response:
        if self._engine.ready:
            return PlainTextResponse("Bizprobe is ready.\n")
        return PlainTextResponse("Bizprobe is not ready.\n", 503)

    async def reload(self, request: Request) -> Response:
        if not self._enabled:
            raise HTTPException(403, "Reloading over HTTP is not enabled; start with --enable-lifecycle.")
        require_same_origin(request, self._external_url)
        try:
            await self._engine.reload()
        except ConfigError as error:
            return PlainTextResponse(
                f"The configuration was not loaded; the one before is in force.\n{error}\n", 500
            )
        return PlainTextResponse("The configuration was loaded.\n")
