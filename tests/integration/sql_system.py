"""What the tests of the system `sql` share, whichever database it asks."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bizprobe.systems.sql.settings import SqlSettings
from bizprobe.systems.sql.system import SqlSystem, build
from tests.unit.remote.sides import Counts, surroundings

Opened = Callable[..., AbstractAsyncContextManager[SqlSystem]]


def opener(url: str, **ready: Any) -> Opened:
    """Opens systems at this address: with a query for orders, more keys for its read, and more settings."""

    @asynccontextmanager
    async def open_system(
        query: str, meter: Counts | None = None, read: dict[str, Any] | None = None, **keys: Any
    ) -> AsyncIterator[SqlSystem]:
        orders = {"query": query, **(read or {})}
        settings = {"kind": "sql", "url": url, "orders": orders, **ready, **keys}
        system = build(SqlSettings.model_validate(settings), surroundings("books", meter))
        try:
            yield system
        finally:
            await system.aclose()

    return open_system
