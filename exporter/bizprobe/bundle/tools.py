"""The programs that the bundle runs, wherever this machine keeps them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bizprobe.errors import BundleError

_GRAFANA_HOME = Path("/usr/share/grafana")


@dataclass(frozen=True, slots=True)
class Grafana:
    """How Grafana is started, and where its own files are."""

    command: tuple[str, ...]
    home: Path


@dataclass(frozen=True, slots=True)
class Tools:
    """What was found. Grafana may be missing, the others not."""

    prometheus: str
    alertmanager: str
    grafana: Grafana | None


def find_tools() -> Tools:
    """Looks on the PATH and in the usual places. Raises BundleError that names what is missing."""
    prometheus = find_program("prometheus")
    alertmanager = find_program("alertmanager", "prometheus-alertmanager")
    if prometheus is None or alertmanager is None:
        missing = [
            name for name, at in (("prometheus", prometheus), ("alertmanager", alertmanager)) if not at
        ]
        raise BundleError(
            f"not on the PATH: {', '.join(missing)}; on Debian they are in the packages "
            "prometheus and prometheus-alertmanager"
        )
    return Tools(prometheus, alertmanager, find_grafana())


def find_program(*names: str) -> str | None:
    """The path of the first program of these names that is on the PATH."""
    return next(filter(None, map(shutil.which, names)), None)


def find_grafana(home: Path = _GRAFANA_HOME) -> Grafana | None:
    """Grafana from the PATH, or from its Debian package's own folder."""
    places = f"{home}/bin"
    program = find_program("grafana") or shutil.which("grafana", path=places)
    if program:
        return _with_home((program, "server"), home)
    server = find_program("grafana-server") or shutil.which("grafana-server", path=places)
    return _with_home((server,), home) if server else None


def _with_home(command: tuple[str, ...], packaged: Path) -> Grafana | None:
    unpacked = Path(command[0]).resolve().parent.parent
    for home in (unpacked, packaged):
        if (home / "conf" / "defaults.ini").is_file():
            return Grafana(command, home)
    return None
