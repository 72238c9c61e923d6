"""What the web asks of the engine."""

from collections.abc import Mapping
from typing import Protocol

from bizprobe.engine.watch import Run, Watch
from bizprobe.metrics.board import Board
from bizprobe.settings.settings import Dealer


class Engine(Protocol):
    """The engine, as the web sees it."""

    @property
    def watches(self) -> Mapping[tuple[str, str], Watch]:
        """What is known of each probe, by dealer and name."""
        ...

    @property
    def dealers(self) -> Mapping[str, Dealer]:
        """The dealers of the configuration in force, by name."""
        ...

    @property
    def ready(self) -> bool:
        """Whether every probe had its first chance, and the engine is not stopping."""
        ...

    @property
    def board(self) -> Board: ...

    async def run_now(self, dealer: str, probe: str) -> Run:
        """Runs a probe at once. Raises UsageError where it goes away meanwhile."""
        ...

    async def reload(self) -> None:
        """Loads the configuration again. Raises ConfigError, and then goes on with the one before."""
        ...
