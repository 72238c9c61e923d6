"""What one account may still ask: a gate for each group of calls. Blocks with the same account share it."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bizprobe.metrics.families.api import API_BUDGET_BURST, API_BUDGET_REMAINING, API_REQUESTS_WITHHELD
from bizprobe.metrics.family import Sample
from bizprobe.remote.budget import Budget
from bizprobe.remote.gate import BudgetMemory, Gate, Pace, Place
from bizprobe.remote.request import Answer, Request
from bizprobe.remote.waits import asked_wait

TOO_MANY = frozenset({420, 429})
"""420 is Yandex Market's way to say 429."""

# Wildberries and Avito; Yandex Market.
_REMAINING = ("x-ratelimit-remaining", "x-ratelimit-resource-remaining")
# A pause that was asked of a request without a group holds for all groups.
_WHOLE_ACCOUNT = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is: the label values of its series. `remote` is its name."""

    dealer: str
    remote: str
    side: str


class Allowance:
    """The gates of one account. `holders` counts the blocks that use it now."""

    def __init__(self, owner: Owner, pace: Pace, memory: BudgetMemory | None = None) -> None:
        self.holders = 0
        self._owner = owner
        self._pace = pace
        self._memory = memory
        self._gates: dict[str, Gate] = {}

    def grant(self, budgets: Iterable[Budget]) -> None:
        """Each group takes from its budget. What is left of one that was known before stays."""
        for budget in budgets:
            self._gate(budget.group).grant(budget)

    def closed(self, request: Request) -> float:
        """Seconds until the remote side lets this request through."""
        gates = (self._gate(_WHOLE_ACCOUNT), self._gate(request.group))
        return max(gate.closed(request.label) for gate in gates)

    @asynccontextmanager
    async def turn(self, request: Request, place: Place) -> AsyncIterator[None]:
        """Waits until the request may be made, and has its place meanwhile.

        Raises RateLimitedError where that would be after the deadline, StateError.
        """
        await self._gate(_WHOLE_ACCOUNT).open(request.label)
        async with self._gate(request.group).turn(request.label, request.cost, place):
            yield

    async def settle(self, request: Request, answer: Answer) -> None:
        """What an answer tells of the budgets. Raises StateError."""
        gate = self._gate(request.group)
        if 200 <= answer.status < 300:
            gate.reopen(request.label)
        if answer.status in TOO_MANY:
            await gate.close(request.label, asked_wait(answer.headers, self._pace.clock.now()))
        elif 400 <= answer.status < 500:
            await gate.refused(request.cost)
        if (remaining := _remaining(answer.headers)) is not None:
            await gate.correct(remaining)

    def samples(self) -> Iterator[Sample]:
        """What is left of each budget."""
        for group, gate in self._gates.items():
            if gate.bucket is not None:
                labels = (self._owner.dealer, self._owner.remote, self._owner.side, group)
                yield Sample(API_BUDGET_REMAINING, labels, gate.remaining())
                yield Sample(API_BUDGET_BURST, labels, gate.bucket.budget.burst)
                yield Sample(API_REQUESTS_WITHHELD, labels, gate.withheld)

    def _gate(self, group: str) -> Gate:
        return self._gates.setdefault(group, Gate(group, self._pace, self._memory))


def _remaining(headers: Mapping[str, str]) -> int | None:
    told = (headers.get(name, "") for name in _REMAINING)
    return next((int(text) for text in told if text.isascii() and text.isdigit()), None)
