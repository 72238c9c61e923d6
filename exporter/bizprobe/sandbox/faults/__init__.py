"""The faults that can be injected into the sandbox, and which of them are on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bizprobe.errors import UsageError
from bizprobe.sandbox.faults.asking import OF_ASKING
from bizprobe.sandbox.faults.exchanges import OF_EXCHANGES
from bizprobe.sandbox.faults.fault import Fault, FaultName
from bizprobe.sandbox.faults.goods import OF_GOODS
from bizprobe.sandbox.faults.keys import OF_KEYS
from bizprobe.sandbox.faults.orders import OF_ORDERS
from bizprobe.sandbox.places import PLACES, Place

__all__ = ["FAULTS", "Broken", "Fault", "FaultBoard", "FaultName", "parse"]

FAULTS = {fault.name: fault for fault in (*OF_ORDERS, *OF_ASKING, *OF_GOODS, *OF_KEYS, *OF_EXCHANGES)}


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault that is on."""

    place: str
    fault: FaultName


def parse(place: str, fault: str, places: Mapping[str, Place] = PLACES) -> Broken:
    """The fault at the place. Raises UsageError where there is no such thing."""
    if place not in places:
        raise UsageError(f"there is no {place!r} in the sandbox; there are {', '.join(places)}")
    if fault not in FAULTS:
        raise UsageError(f"there is no fault {fault!r}; there are {', '.join(FAULTS)}")
    found = FAULTS[FaultName(fault)]
    if not found.fits(places[place]):
        fit = ", ".join(name for name, other in places.items() if found.fits(other))
        raise UsageError(f"{place} cannot have the fault {fault}; {fit} can")
    return Broken(place, found.name)


class FaultBoard:
    """Which faults are on."""

    def __init__(self) -> None:
        self._on: dict[Broken, None] = {}

    def add(self, broken: Broken) -> bool:
        """Whether it was off before."""
        fresh = broken not in self._on
        self._on[broken] = None
        return fresh

    def remove(self, broken: Broken) -> bool:
        """Whether it was on before."""
        if broken not in self._on:
            return False
        del self._on[broken]
        return True

    def has(self, place: str, fault: FaultName) -> bool:
        return Broken(place, fault) in self._on

    def all(self) -> Sequence[Broken]:
        """In the order in which they were injected."""
        return tuple(self._on)
