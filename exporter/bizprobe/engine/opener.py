"""Opens the accounts of one block."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from bizprobe.clock import Clock
from bizprobe.engine.effective import Place
from bizprobe.metrics.family import Sample
from bizprobe.metrics.meter import Meter
from bizprobe.remote.account import Account
from bizprobe.remote.account import Meter as Metering
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.settings.model import RequestLimits


class Accounts(Protocol):
    """Opens accounts, and knows what is left of their budgets."""

    def open(
        self, owner: Owner, limits: RequestLimits, budgets: Sequence[Budget], meter: Metering
    ) -> Account:
        """An account; those of the same owner share their budgets."""
        ...

    def samples(self) -> Iterator[Sample]:
        """What is left of the budgets of the accounts that are open."""
        ...


class Opener:
    """All accounts of a block count in one meter, which exists once one is open."""

    def __init__(self, accounts: Accounts, place: Place, settings: Any, side: str, clock: Clock) -> None:
        dealer, _, name = place
        self.owner = Owner(dealer, getattr(settings, "account", None) or name, side)
        self.meters: dict[str, Meter] = {}
        self.budgets: list[Budget] = []
        self._accounts = accounts
        self._place = place
        self._clock = clock

    def __call__(self, limits: RequestLimits, budgets: Sequence[Budget] = ()) -> Account:
        self.budgets += budgets
        dealer, section, name = self._place
        meter = Meter(dealer, name, self.owner.side, self._clock)
        meter = self.meters.setdefault(f"remote:{dealer}/{section}/{name}", meter)
        return self._accounts.open(self.owner, limits, budgets, meter)
