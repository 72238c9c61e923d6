"""What a kind of probe declares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bizprobe.reading import Probe
from bizprobe.settings.blocks import ProbeSettings
from bizprobe.surroundings import Surroundings

S = TypeVar("S", bound=ProbeSettings)


@dataclass(frozen=True, slots=True)
class ProbeKind(Generic[S]):
    """A kind of probe: one module of this package declares one, called KIND."""

    name: str
    settings: type[S]
    build: Callable[[S, Surroundings], Probe]
