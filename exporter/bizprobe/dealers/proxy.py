"""The configuration of vmauth, which shows each dealer its own series and pages and nothing else."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import yaml

from bizprobe.settings.settings import Settings

# What Grafana asks of a Prometheus. vmauth refuses whatever is not named here, such as exports and deletions.
_ASKED = (
    "/api/v1/query",
    "/api/v1/query_range",
    "/api/v1/series",
    "/api/v1/labels",
    "/api/v1/label/[^/]+/values",
    "/api/v1/status/buildinfo",
)
_HEAD = "# Made by `bizprobe dealers proxy`. It holds passwords: keep it where only vmauth can read it.\n"


def proxy_config(settings: Settings, store: str, exporter: str = "") -> str:
    """vmauth's file. `store` is where VictoriaMetrics answers, `exporter` the pages with findings.

    Raises SecretError.
    """
    users = list(_users(settings, store.rstrip("/"), exporter.rstrip("/")))
    return _HEAD + yaml.safe_dump({"users": users}, sort_keys=False, allow_unicode=True, width=1000)


def _users(settings: Settings, store: str, exporter: str) -> Iterator[dict[str, Any]]:
    for dealer in settings.dealers.values():
        if dealer.access is not None:
            pinned = quote(f"dealer={dealer.name}", safe="")
            ways = [{"src_paths": list(_ASKED), "url_prefix": f"{store}/?extra_label={pinned}"}]
            if exporter:
                pages = f"/probes/{re.escape(dealer.name)}/[^/]+"
                ways.append({"src_paths": [pages], "url_prefix": exporter})
            yield {"username": dealer.name, "password": dealer.access.secret.reveal(), "url_map": ways}
