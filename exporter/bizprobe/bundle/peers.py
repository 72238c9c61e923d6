"""What the bundle asks its own parts, through their HTTP interfaces."""

from collections.abc import Mapping
from typing import Any

import httpx

from bizprobe.errors import BundleError


class Peer:
    """One part that answers JSON on loopback. What it does not answer raises BundleError."""

    def __init__(self, name: str, url: str) -> None:
        self._name = name
        self._client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=5)

    async def ask(self, method: str, path: str, **params: str) -> Any:
        """The JSON of the answer, or None where the answer is empty."""
        try:
            answer = await self._client.request(method, path, params=params or None)
            answer.raise_for_status()
            return answer.json() if answer.content else None
        except (httpx.HTTPError, ValueError) as error:
            raise BundleError(f"{self._name}: {method} {path}: {error or type(error).__name__}") from error

    async def aclose(self) -> None:
        await self._client.aclose()


class Prometheus(Peer):
    """Prometheus' API."""

    async def query(self, expression: str) -> Mapping[tuple[tuple[str, str], ...], float]:
        """The values of an instant query, by their sorted labels."""
        answer = await self.ask("GET", "/api/v1/query", query=expression)
        return {
            tuple(sorted(sample["metric"].items())): float(sample["value"][1])
            for sample in answer["data"]["result"]
        }

    async def value(self, expression: str) -> float | None:
        """The value of a query with one answer, or None where there is none."""
        return next(iter((await self.query(expression)).values()), None)
