"""How the sandbox is run."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bizprobe.sandbox.catalogue import FEW
from bizprobe.sandbox.disturbance import EXHAUSTION, SLOWNESS
from bizprobe.sandbox.places import MARKETPLACES
from bizprobe.sandbox.world import HISTORY

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Options:
    """How the sandbox is run. `rate` is orders a minute, `slowness` and `exhaustion` seconds, `items`
    the length of the catalogue; port 0 takes a free one.

    `url` is where others reach it, if not on the address that it listens on; `report_to` is the exporter
    that hears of exchanges, if any.
    """

    data: Path
    port: int = 0
    host: str = HOST
    url: str = ""
    seed: int = 1
    rate: float = 8.0
    slowness: float = SLOWNESS
    exhaustion: int = EXHAUSTION
    history: timedelta = HISTORY
    items: int = FEW
    marketplaces: int = len(MARKETPLACES)
    report_to: str = ""
