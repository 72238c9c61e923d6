"""How far back each side of a flow is read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bizprobe.flow.records import SideKnown


@dataclass(frozen=True, slots=True)
class Reach:
    """Orders of the last `horizon` are joined once they are older than `grace`; reads overlap by `overlap`.

    What lies behind the horizon by the margin is remembered too: the other side may hold the same
    order with a later or an earlier time.
    """

    horizon: timedelta
    grace: timedelta
    overlap: timedelta

    def earliest(self, now: datetime) -> datetime:
        """The oldest moment that is ever read or remembered."""
        return now - self.horizon - max(self.overlap, self.grace)

    def joined(self, now: datetime) -> tuple[datetime, datetime]:
        """From when to when an order must have been placed that both sides must know."""
        return now - self.horizon, now - self.grace

    def since(self, now: datetime, known: SideKnown | None) -> datetime:
        """From when on a side is read, so that no order is lost, late ones and outstanding ones included.

        A side that was never read, or not as far back as the settings want now, is read from the earliest.
        """
        earliest = self.earliest(now)
        if known is None or known.complete_from > earliest:
            return earliest
        wanted = min(known.cursor, now, known.lacks_since or now)
        return max(earliest, wanted - self.overlap)
