"""A bucket of tokens: only the arithmetic; whoever holds one brings the time."""

import math

from bizprobe.remote.budget import Budget

# Sums of floats come out a little short of a whole token.
_ALMOST = 1e-6


class Bucket:
    """What is left of a budget. `now` is in seconds of one clock that never goes back.

    The level is below zero where more was taken than there was.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._level = float(budget.burst)
        self._at = -math.inf

    def level(self, now: float) -> float:
        """How many tokens there are."""
        return min(self.budget.burst, self._level + self.budget.per_second * (now - self._at))

    def wait(self, tokens: float, now: float) -> float:
        """Seconds until there are so many. More than the bucket holds are there once it is full."""
        lacking = min(tokens, self.budget.burst) - self.level(now)
        return lacking / self.budget.per_second if lacking > _ALMOST else 0.0

    def take(self, tokens: float, now: float) -> None:
        """Takes tokens, whether they are there or not."""
        self.lower(self.level(now) - tokens, now)

    def lower(self, level: float, now: float) -> None:
        """Brings the level down to that, if it is higher."""
        self._level, self._at = min(level, self.level(now)), now

    def regrant(self, budget: Budget, now: float) -> None:
        """Goes on with another budget. No token is gained by that."""
        level = self.level(now)
        self.budget = budget
        self._level, self._at = min(level, budget.burst), now
