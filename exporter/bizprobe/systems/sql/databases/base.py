"""What a kind of database is."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bizprobe.errors import ProbeError
from bizprobe.remote.moment import TimeFormat
from bizprobe.settings.secret import Secret


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds: for a connection, for one exchange with the server, for a lock."""

    connect: float
    statement: float
    lock: float


class Database(ABC):
    """One kind of database, read-only and with time limits that it enforces itself as far as it can."""

    scheme: ClassVar[str]
    """What its addresses begin with."""
    title: ClassVar[str]
    example: ClassVar[str]
    """An address, for people."""
    options: ClassVar[frozenset[str]] = frozenset()
    """What may stand behind the question mark of an address."""
    module: ClassVar[str]
    """The driver, as Python imports it."""
    extra: ClassVar[str] = ""
    """The extra of Bizprobe that installs the driver; none is needed without one."""
    has_passwords: ClassVar[bool] = True
    keeps_zones: ClassVar[bool] = False
    """Whether a column of times can be one of moments."""
    since: ClassVar[TimeFormat | None] = TimeFormat("%Y-%m-%d %H:%M:%S")
    """How a moment is bound; None is as a timestamp with its zone."""
    interrupts: ClassVar[bool] = False
    """Whether only we end a statement that takes too long."""

    def fault(self, url: URL) -> str | None:
        """What is wrong with the options of an address."""
        return None

    @abstractmethod
    def engine(self, url: URL, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
        """An engine that connects anew for each query. Times without a zone are in `zone`."""

    @abstractmethod
    def failure(self, cause: BaseException) -> ProbeError | None:
        """The error for what this kind's driver raised; None for what others may know."""

    async def stop(self, work: "asyncio.Future[Any]", connection: AsyncConnection | None) -> None:
        """Ends a statement under way, also on the server. There is no connection while it is being made."""
        work.cancel()

    async def break_off(self, connection: AsyncConnection) -> None:
        """Prepares to close a connection whose answer was not read to its end."""
        return

    def authenticate(self, engine: AsyncEngine, password: Secret) -> None:
        """Reads the password anew for each connection."""
        self._before_connecting(engine, lambda _, options: options.update(password=password.reveal()))

    @staticmethod
    def _before_connecting(engine: AsyncEngine, change: Callable[[list[Any], dict[str, Any]], None]) -> None:
        @event.listens_for(engine.sync_engine, "do_connect")
        def before(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
            change(arguments, options)


def first_line(error: object) -> str:
    """What the error says, cut short."""
    return str(error).partition("\n")[0][:200]
