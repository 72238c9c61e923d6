"""Opens accounts over HTTP. Blocks of a dealer that name the same account share what it grants."""

import ssl
from collections.abc import Callable, Iterator, Sequence

import anyio

from bizprobe.clock import Clock
from bizprobe.metrics.family import Sample
from bizprobe.remote.account import Meter
from bizprobe.remote.allowance import Allowance, Owner
from bizprobe.remote.budget import Budget
from bizprobe.remote.gate import Pace
from bizprobe.remote.http_account import HttpAccount
from bizprobe.remote.shared import SharedAnswers
from bizprobe.settings.model import RequestLimits
from bizprobe.state.budgets import AccountMemory
from bizprobe.state.file import StateFile


class HttpAccounts:
    """What was spent outlives the accounts that are opened: a reload of the configuration fills no bucket.

    `seconds` is a clock that never goes back.
    """

    def __init__(
        self, clock: Clock, state: StateFile, seconds: Callable[[], float] = anyio.current_time
    ) -> None:
        self._pace = Pace(clock, seconds)
        self._state = state
        # One for all: each new one would load the CA bundle again (15 ms).
        self._tls = ssl.create_default_context()
        self._shared = SharedAnswers(seconds)
        self._allowances: dict[Owner, Allowance] = {}

    def open(
        self, owner: Owner, limits: RequestLimits, budgets: Sequence[Budget], meter: Meter
    ) -> HttpAccount:
        """An account of that owner."""
        allowance = self._allowance(owner)
        allowance.grant(budgets)
        return HttpAccount(
            limits, meter, tls=self._tls, pace=self._pace, allowance=allowance, shared=self._shared
        )

    def samples(self) -> Iterator[Sample]:
        """What is left of the budgets of the accounts that are open."""
        for allowance in self._allowances.values():
            if allowance.holders:
                yield from allowance.samples()

    def _allowance(self, owner: Owner) -> Allowance:
        if owner not in self._allowances:
            memory = AccountMemory(self._state, owner.dealer, f"{owner.side}/{owner.remote}")
            self._allowances[owner] = Allowance(owner, self._pace, memory)
        return self._allowances[owner]
