"""Asking again and again until there is an answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

T = TypeVar("T")


async def poll(ask: Callable[[], Awaitable[T]], *, within: float, every: float = 0.5) -> T | None:
    """The first answer that is true, or None if there was none in time. `within`, `every`: seconds."""
    with anyio.move_on_after(within):
        while True:
            answer = await ask()
            if answer:
                return answer
            await anyio.sleep(every)
    return None
