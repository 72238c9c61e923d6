"""Where the parts of the bundle listen: their usual ports, or others where those are taken."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, fields

from bizprobe.errors import BundleError

_LOOPBACK = "127.0.0.1"
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Ports:
    """The port of each part on loopback."""

    exporter: int = 19310
    prometheus: int = 9090
    alertmanager: int = 9093
    grafana: int = 3000
    sandbox: int = 19320


USUAL = Ports()


def address(port: int) -> str:
    """host:port on loopback."""
    return f"{_LOOPBACK}:{port}"


@contextmanager
def free_ports(usual: Ports = USUAL) -> Iterator[Ports]:
    """A free port for each part: its usual one, else one of the next. Raises BundleError.

    As long as the block lasts, no other bundle on this machine is given one of them.
    """
    with ExitStack() as claims:
        yield Ports(**{part.name: _near(getattr(usual, part.name), claims) for part in fields(usual)})


def _near(usual: int, claims: ExitStack) -> int:
    for port in range(usual, min(usual + _STEPS, 2**16)):
        claim = _claim(port)
        if claim is None:
            continue
        if _is_free(port):
            claims.enter_context(closing(claim))
            return port
        claim.close()
    raise BundleError(f"every port from {usual} on is taken")


def _claim(port: int) -> socket.socket | None:
    # A name that only one process can hold, in the same network namespace as the port, and that the
    # kernel lets go of when the process ends.
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0bizprobe/port/{port}")
    except OSError:
        claim.close()
        return None
    return claim


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
