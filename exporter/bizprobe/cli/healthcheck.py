"""`bizprobe healthcheck`."""

from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from bizprobe.cli.address import parse_address, url_on_this_machine

_TIMEOUT = 4.0


def is_ready(listen: str) -> bool:
    """Whether the exporter at this address says that it is ready."""
    url = url_on_this_machine(*parse_address(listen))
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{url}/-/ready", timeout=_TIMEOUT) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
