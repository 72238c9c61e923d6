"""Where the parts of the bundle listen: their usual ports, or others where those are taken."""

import socket
from collections.abc import Collection
from dataclasses import dataclass, fields

_LOOPBACK = "127.0.0.1"
_STEPS = 20
_HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class Ports:
    """The port of each part on loopback."""

    exporter: int = 19310
    prometheus: int = 9090
    alertmanager: int = 9093
    grafana: int = 3000
    sandbox: int = 19320


def address(port: int) -> str:
    """host:port on loopback."""
    return f"{_LOOPBACK}:{port}"


def choose_ports(usual: Ports) -> Ports:
    """A free port for each part: its usual one, else one of the next few, else any."""
    chosen: dict[str, int] = {}
    for part in fields(usual):
        chosen[part.name] = _near(getattr(usual, part.name), taken=chosen.values())
    return Ports(**chosen)


def _near(usual: int, taken: Collection[int]) -> int:
    for port in range(usual, min(usual + _STEPS, _HIGHEST + 1)):
        if port not in taken and _is_free(port):
            return port
    return _any()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a connection of an earlier run that only waits for its end is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def _any() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
