"""Addresses to listen on."""

import os
import socket

from bizprobe.errors import ListenError, UsageError

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - what people write, not what we bind to


def parse_address(listen: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`, `[IPV6]:PORT` or `:PORT`. Raises UsageError."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise UsageError(f"--listen takes HOST:PORT, such as 127.0.0.1:19310; got '{listen}'")
    return host.removeprefix("[").removesuffix("]"), int(port)


def bind(listen: str) -> socket.socket:
    """A socket that listens there. Raises ListenError where that is impossible."""
    host, port = parse_address(listen)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise ListenError(f"cannot listen on {listen}: {reason}; --listen takes another address") from None


def url_of(listener: socket.socket) -> str:
    """How this machine itself reaches the listener."""
    return url_on_this_machine(*listener.getsockname()[:2])


def url_on_this_machine(host: str, port: int) -> str:
    """The URL of a server here; one that listens everywhere is reached by localhost."""
    if host in _EVERYWHERE:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
