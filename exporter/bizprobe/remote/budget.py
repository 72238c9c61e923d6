"""What an API grants to an account, and what a question costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pydantic import Field

from bizprobe.settings.model import Duration, Offer, Strict

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Budget:
    """A bucket of tokens for a group of calls: full it holds `burst`, and it refills by `per_second`.

    `group` is a label value, from a closed vocabulary of the adapter. A refused request (4xx) takes
    `refused` tokens in place of one. Where `lockout` is not 0, a refusal for too many requests that names
    no wait closes the call that was refused for that many seconds, twice as long each time in a row.
    """

    group: str
    per_second: float
    burst: int
    refused: int = 1
    lockout: float = 0.0

    @property
    def slow(self) -> bool:
        """Whether it refills so slowly that a restart must not fill it."""
        return self.per_second <= 1 / _MINUTE


class Allowed(Strict):
    """So many requests in any such time, at most a tenth of them at once."""

    requests: int = Field(ge=1)
    """How many."""
    per: Duration = _MINUTE
    """In which time."""

    def budget(self, group: str) -> Budget:
        """The bucket that keeps to it: no window of that length sees more, wherever it begins."""
        burst = max(self.requests // 10, 1)
        return Budget(group, (self.requests - burst + 1) / self.per, burst)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one read of an offer takes from a group: `fixed` requests, and one for every `rows` rows.

    Each of them takes `tokens`. A read within `share` seconds after another takes nothing.
    """

    group: str
    fixed: int = 0
    rows: int = 0
    tokens: int = 1
    share: float = 0.0

    def requests(self, rows: int) -> int:
        """How many requests a read of so many rows makes."""
        return self.fixed + (ceil(rows / self.rows) if self.rows else 0)

    def takes(self, rows: int) -> int:
        """How many tokens a read of so many rows takes."""
        return self.requests(rows) * self.tokens


Plan = dict[Offer, Sequence[Cost]]
"""What a channel's offers cost."""
