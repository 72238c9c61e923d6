"""The button that runs a probe at once."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bizprobe.errors import UsageError
from bizprobe.web.engine import Engine
from bizprobe.web.find import find_probe
from bizprobe.web.origin import require_same_origin


class RunNow:
    """Runs probes by hand, one at a time, so that nobody hammers a remote side through us."""

    def __init__(self, engine: Engine, *, enabled: bool, external_url: str) -> None:
        self.enabled = enabled
        self._engine = engine
        self._external_url = external_url
        self._busy = False

    async def run(self, request: Request) -> Response:
        """Waits for the end of the run, then leads back to the page of the probe."""
        if not self.enabled:
            raise HTTPException(403, "Running probes by hand is switched off on this exporter.")
        require_same_origin(request, self._external_url)
        watch = find_probe(self._engine.watches, **request.path_params)
        if self._busy:
            raise HTTPException(429, "Another run that was started by hand has not ended yet.")
        self._busy = True
        try:
            await self._engine.run_now(*watch.key)
        except UsageError as error:
            raise HTTPException(409, str(error)) from None
        finally:
            self._busy = False
        return RedirectResponse(f"../{watch.name}", 303)
