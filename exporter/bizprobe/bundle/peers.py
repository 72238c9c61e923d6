"""What the bundle asks its own parts, through their HTTP interfaces."""

import ssl
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bizprobe.errors import BundleError


class Peer:
    """A part that answers JSON on loopback. Whatever it does not answer raises BundleError."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        # Nobody here speaks TLS, and to read the machine's certificates anew takes longer than the answer.
        self._no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    async def ask(self, path: str, **params: str) -> Any:
        """The JSON that GET answers."""
        try:
            async with httpx.AsyncClient(
                base_url=self.url, trust_env=False, timeout=5, verify=self._no_certificates
            ) as client:
                answer = await client.get(path, params=params)
            return answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise BundleError(f"{self.name}: GET {path}: {error or type(error).__name__}") from error


class Prometheus(Peer):
    """The parts of Prometheus' API that the bundle uses."""

    async def query(self, expression: str) -> Sequence[tuple[Mapping[str, str], float]]:
        """Labels and value of each series that an instant query answers."""
        answer = await self.ask("/api/v1/query", query=expression)
        return [(series["metric"], float(series["value"][1])) for series in answer["data"]["result"]]

    async def value(self, expression: str) -> float:
        """The value of a query that answers at most one series; 0 where there is none."""
        found = await self.query(expression)
        return found[0][1] if found else 0.0

    async def rule_groups(self) -> Sequence[Mapping[str, Any]]:
        """Every group of rules: its interval in seconds, and its rules with their health."""
        groups: Sequence[Mapping[str, Any]] = (await self.ask("/api/v1/rules"))["data"]["groups"]
        return groups

    async def alerts(self) -> Sequence[Mapping[str, Any]]:
        """Pending and firing alerts: labels, annotations, state."""
        found: Sequence[Mapping[str, Any]] = (await self.ask("/api/v1/alerts"))["data"]["alerts"]
        return found


class Alertmanager(Peer):
    """The parts of Alertmanager's API that the bundle uses."""

    async def alerts(self) -> Sequence[Mapping[str, Any]]:
        """What it holds: labels, annotations, status."""
        found: Sequence[Mapping[str, Any]] = await self.ask("/api/v2/alerts")
        return found
