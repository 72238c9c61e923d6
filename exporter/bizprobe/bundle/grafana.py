"""Grafana as a part of the bundle: our data sources and dashboards, at the addresses of this run."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports, address
from bizprobe.bundle.tools import Grafana

Config = dict[str, Any]


def grafana_part(grafana: Grafana, files: Path, folder: Path, ports: Ports) -> Part:
    """Writes the provisioning into `folder`, which also keeps the data. Anybody may look, nobody may edit."""
    checked_in, written = files / "grafana" / "provisioning", folder / "provisioning"
    dashboards = (files / "grafana" / "dashboards").resolve()
    _rewrite(checked_in, written, "datasources", lambda config: aimed(config, ports))
    _rewrite(checked_in, written, "dashboards", lambda config: pointed(config, dashboards))
    return Part(
        name="grafana",
        command=(*grafana.command, "--homepath", str(grafana.home)),
        url=f"http://{address(ports.grafana)}",
        ready="/api/health",
        environment=_environment(folder.resolve(), ports.grafana),
    )


def aimed(config: Config, ports: Ports) -> Config:
    """The same data sources, at the ports of this run."""
    urls = {"prometheus": ports.prometheus, "alertmanager": ports.alertmanager}
    return config | {
        "datasources": [
            source | {"url": f"http://{address(urls[source['type']])}"} for source in config["datasources"]
        ]
    }


def pointed(config: Config, dashboards: Path) -> Config:
    """The same dashboard folders, wherever this machine has them."""
    return config | {
        "providers": [
            provider
            | {"options": provider["options"] | {"path": _moved(provider["options"]["path"], dashboards)}}
            for provider in config["providers"]
        ]
    }


def _moved(path: str, dashboards: Path) -> str:
    parts = PurePosixPath(path).parts
    below = parts[parts.index("dashboards") + 1 :] if "dashboards" in parts else ()
    return str(dashboards.joinpath(*below))


def _rewrite(checked_in: Path, written: Path, kind: str, change: Callable[[Config], Config]) -> None:
    (written / kind).mkdir(parents=True, exist_ok=True)
    for file in sorted((checked_in / kind).glob("*.y*ml")):
        config = change(yaml.safe_load(file.read_text()))
        (written / kind / file.name).write_text(yaml.safe_dump(config, sort_keys=False))


def _environment(folder: Path, port: int) -> Mapping[str, str]:
    return {
        "GF_PATHS_DATA": str(folder / "data"),
        "GF_PATHS_LOGS": str(folder / "logs"),
        "GF_PATHS_PLUGINS": str(folder / "plugins"),
        "GF_PATHS_PROVISIONING": str(folder / "provisioning"),
        "GF_SERVER_HTTP_ADDR": "127.0.0.1",
        "GF_SERVER_HTTP_PORT": str(port),
        "GF_AUTH_ANONYMOUS_ENABLED": "true",
        "GF_ANALYTICS_REPORTING_ENABLED": "false",
        "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
        # Grafana 13 would unload its own Prometheus data source first, and then look for a newer one.
        "GF_PLUGINS_PREINSTALL_AUTO_UPDATE": "false",
    }
