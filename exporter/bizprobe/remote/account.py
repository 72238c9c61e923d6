"""An account at a remote side: the one place where requests are limited, retried, bounded and counted."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import BinaryIO, Protocol

from bizprobe.remote.budget import Budget
from bizprobe.remote.request import Answer, Request
from bizprobe.settings.model import RequestLimits


class Meter(Protocol):
    """Counts requests of one account."""

    def record(self, code: str, seconds: float | None) -> None:
        """One request ended: its HTTP status, `none`, `ok` or `failed`, and how long the answer took."""
        ...

    def hear(self, moment: datetime) -> None:
        """The clock of the remote side said so just now."""
        ...

    def expect(self, codes: Sequence[str]) -> None:
        """Names the codes that show as 0 before they first happen, instead of those of HTTP."""
        ...


class OpenAccount(Protocol):
    """Opens an account at the remote side of a block."""

    def __call__(self, limits: RequestLimits, budgets: Sequence[Budget] = ()) -> "Account":
        """Requests take their tokens from `budgets`, each from that of its group."""
        ...


class Account(Protocol):
    """Whoever opens an account closes it."""

    limits: RequestLimits
    meter: Meter

    def slot(self) -> AbstractAsyncContextManager[None]:
        """One of the account's places for requests under way."""
        ...

    async def ask(self, request: Request, into: BinaryIO | None = None) -> Answer:
        """Asks, repeats what may be repeated, and raises ProbeError where there is no usable answer.

        With `into`, the body is written there instead of being held in the answer.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of connections. May be called more than once."""
        ...
