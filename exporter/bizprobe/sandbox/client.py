"""The sandbox's controls, from Python."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from bizprobe.errors import BundleError, UsageError
from bizprobe.sandbox.control import PREFIX


class SandboxClient:
    """Talks to a running sandbox at its base URL. Use as an asynchronous context manager.

    Every method raises UsageError when the sandbox has no such place or fault, BundleError when it does
    not answer.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url.rstrip("/") + PREFIX, timeout=10, trust_env=False)

    async def __aenter__(self) -> "SandboxClient":
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._http.aclose()

    async def state(self) -> Mapping[str, Any]:
        """What the world truly holds: `now`, `seed`, `channels` by name, `faults` that are on."""
        found: Mapping[str, Any] = await self._ask("GET", "/state")
        return found

    async def orders(self, channel: str, since: datetime) -> Sequence[Mapping[str, Any]]:
        """The channel's orders placed at `since` or later, by time."""
        found: Sequence[Mapping[str, Any]] = await self._ask(
            "GET", f"/orders/{channel}", {"since": since.isoformat()}
        )
        return found

    async def place_order(self, channel: str) -> str:
        """Places one order now and returns its number."""
        placed = await self._ask("POST", f"/orders/{channel}")
        return str(placed["number"])

    async def faults(self) -> Mapping[str, Any]:
        """`on`, the faults that are on, and `known`, all that there are, with the alert that must come."""
        found: Mapping[str, Any] = await self._ask("GET", "/faults")
        return found

    async def inject(self, place: str, fault: str) -> None:
        """Turns a fault on."""
        await self._ask("PUT", f"/faults/{place}/{fault}")

    async def mend(self, place: str, fault: str) -> None:
        """Turns a fault off."""
        await self._ask("DELETE", f"/faults/{place}/{fault}")

    async def _ask(self, method: str, path: str, params: Mapping[str, str] | None = None) -> Any:
        try:
            answer = await self._http.request(method, path, params=params)
        except httpx.HTTPError as error:
            raise BundleError(f"the sandbox at {self._http.base_url} does not answer: {error!r}") from None
        if answer.status_code in {400, 404}:
            raise UsageError(_error(answer))
        if answer.is_error:
            raise BundleError(f"the sandbox answered {answer.status_code} to {method} {path}")
        return answer.json()


def _error(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"the sandbox knows no {answer.request.url.path}"
