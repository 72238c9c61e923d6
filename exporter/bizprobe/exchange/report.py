"""A report: what one exchange sent to a channel, and what became of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import AwareDatetime, Field

from bizprobe.settings.model import Strict

# Clocks of two machines differ a little. What ends later than this would hide that the next one is late.
_CLOCKS_APART = timedelta(minutes=5)

Count = Annotated[int, Field(ge=0, le=10**9)]


class Exchange(StrEnum):
    """What is exchanged."""

    PRICES = "prices"
    STOCKS = "stocks"
    ORDERS = "orders"
    ITEMS = "items"


class RejectedItem(Strict):
    """One item that the channel did not take."""

    key: Annotated[str, Field(min_length=1, max_length=200)]
    """The item, as both sides call it."""
    reason: Annotated[str, Field(max_length=500)] = ""
    """What the channel said."""


class ExchangeReport(Strict):
    """One exchange that ended. Its `id` is chosen by who reports; it names one exchange for good."""

    dealer: str
    channel: str
    exchange: Annotated[Exchange, Field(strict=False)]
    id: Annotated[str, Field(min_length=1, max_length=200)]
    ended_at: Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))]
    sent: Count
    accepted: Count
    rejected: Count
    pages_expected: Count | None = None
    pages_received: Count | None = None
    rejected_items: Annotated[tuple[RejectedItem, ...], Field(max_length=1000, strict=False)] = ()

    def contradictions(self, now: datetime) -> Iterator[str]:
        """What cannot all be true, field by field."""
        if self.accepted + self.rejected > self.sent:
            yield f"sent: {self.sent} are fewer than {self.accepted} accepted and {self.rejected} rejected"
        if len(self.rejected_items) > self.rejected:
            yield f"rejected_items: {len(self.rejected_items)} are more than {self.rejected} rejected"
        if (self.pages_expected is None) != (self.pages_received is None):
            yield "pages_expected, pages_received: expected both or neither"
        elif (self.pages_received or 0) > (self.pages_expected or 0):
            yield (
                f"pages_received: {self.pages_received} received are more than {self.pages_expected} expected"
            )
        if self.ended_at > now + _CLOCKS_APART:
            yield "ended_at: lies in the future; check the clock and the time zone"

    @property
    def fingerprint(self) -> bytes:
        """The same for the same content, however the moment was written."""
        same_clock = self.model_copy(update={"ended_at": self.ended_at.astimezone(UTC)})
        return sha256(same_clock.model_dump_json().encode()).digest()
