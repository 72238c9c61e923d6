"""An account at a remote side: the one place where requests are limited, retried, bounded and counted."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bizprobe.remote.request import Answer, Request
from bizprobe.settings.model import RequestLimits


class Meter(Protocol):
    """Counts requests of one account."""

    def record(self, code: str, seconds: float | None) -> None:
        """One request ended: its HTTP status, `none`, `ok` or `failed`, and how long the answer took."""
        ...


class Account(Protocol):
    """Whoever opens an account closes it."""

    limits: RequestLimits
    meter: Meter

    def slot(self) -> AbstractAsyncContextManager[None]:
        """One of the account's places for requests under way."""
        ...

    async def ask(self, request: Request) -> Answer:
        """Asks, repeats what may be repeated, and raises ProbeError where there is no usable answer."""
        ...

    async def aclose(self) -> None:
        """Lets go of connections. May be called more than once."""
        ...
