"""Which probe an address means, and what to say where there is none."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from starlette.exceptions import HTTPException

from bizprobe.engine.watch import Watch

Key = tuple[str, str]


class NoSuchProbeError(HTTPException):
    """404, with the probes that may have been meant."""

    def __init__(self, detail: str, meant: Sequence[Key] = ()) -> None:
        super().__init__(404, detail)
        self.meant = meant


def find_probe(watches: Mapping[Key, Watch], dealer: str, probe: str) -> Watch:
    """The probe of that dealer and name. Raises NoSuchProbeError."""
    watch = watches.get((dealer, probe))
    if watch is None:
        raise NoSuchProbeError(f"There is no probe {dealer}/{probe}.", _near(watches, f"{dealer}/{probe}"))
    return watch


def find_by_name(watches: Mapping[Key, Watch], probe: str) -> Watch:
    """The only probe of that name. Raises NoSuchProbeError."""
    keys = [key for key in watches if key[1] == probe]
    if len(keys) > 1:
        raise NoSuchProbeError(f"{len(keys)} dealers have a probe {probe}.", keys)
    if not keys:
        raise NoSuchProbeError(f"There is no probe {probe}.", _near(watches, probe))
    return watches[keys[0]]


def _near(watches: Mapping[Key, Watch], written: str) -> list[Key]:
    """Keys whose whole or whose name is close to what was written."""
    names = {"/".join(key): key for key in watches} | {key[1]: key for key in watches}
    return list(dict.fromkeys(names[name] for name in get_close_matches(written, names)))
