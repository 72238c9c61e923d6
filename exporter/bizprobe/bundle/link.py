"""One link of the chain from an order to a message, and how a chain is verified."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bizprobe.errors import BizprobeError

Say = Callable[[str], None]
"""Shows one line to whoever watches."""


@dataclass(frozen=True, slots=True)
class Link:
    """`verify` tells what it saw, or raises BizprobeError. Without it the link is skipped, with `why`."""

    name: str
    verify: Callable[[], Awaitable[str]] | None
    why: str = ""


async def verify_chain(links: Iterable[Link], say: Say) -> bool:
    """Says a line for each link, in order; whether none failed. A broken link does not hide the next."""
    whole = True
    for link in links:
        if link.verify is None:
            say(f"skipped: {link.name} ({link.why})")
            continue
        try:
            say(f"ok: {link.name} ({await link.verify()})")
        except BizprobeError as error:
            whole = False
            say(f"FAILED: {link.name} ({error})")
    return whole
