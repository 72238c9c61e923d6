"""Grafana's HTTP API, as far as organisations need it; `/api` works in 12.4 and 13.x (read 2026-11)."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx

from bizprobe.errors import GrafanaError

_PAGE = 500


class Grafana:
    """A Grafana server, asked in the name of one of its server administrators.

    Every call raises GrafanaError. Service accounts cannot make organisations, so the client must hold a name
    and a password.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def read(self, path: str, org: int | None = None, **params: str | int) -> Any:
        """What is there; None where there is nothing."""
        answer = self._ask("GET", path, org, params=params)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return self._good(answer)

    def pages(self, path: str) -> Iterator[Any]:
        """Everything of a list that comes in pages."""
        for number in count(1):
            found = self.read(path, perpage=_PAGE, page=number) or []
            yield from found
            if len(found) < _PAGE:
                return

    def write(self, method: str, path: str, body: Any = None, org: int | None = None) -> Any:
        """Changes something; the answer of Grafana."""
        return self._good(self._ask(method, path, org, json=body))

    def _ask(self, method: str, path: str, org: int | None, **more: Any) -> httpx.Response:
        headers = {} if org is None else {"X-Grafana-Org-Id": str(org)}
        try:
            return self._client.request(method, f"/api{path}", headers=headers, **more)
        except httpx.HTTPError as error:
            raise GrafanaError(f"Grafana cannot be asked: {error or type(error).__name__}") from None

    def _good(self, answer: httpx.Response) -> Any:
        asked = f"{answer.request.method} {answer.request.url.path}"
        try:
            told = answer.json()
        except ValueError:
            told = None
        if answer.is_success and told is not None:
            return told
        words = told.get("message", "") if isinstance(told, dict) else "no JSON"
        raise GrafanaError(f"Grafana answers {asked} with {answer.status_code}: {words}")
