"""Grafana as a part of the bundle: our data sources and dashboards, at the addresses of this run."""

from pathlib import Path

from bizprobe.bundle.part import Part
from bizprobe.bundle.ports import Ports, address
from bizprobe.bundle.prometheus import INTERVAL
from bizprobe.bundle.tools import Grafana

HOME = Path("business", "bizprobe-overview.json")
"""The first page of who has chosen no other, below the dashboards."""


def grafana_part(grafana: Grafana, files: Path, folder: Path, ports: Ports) -> Part:
    """`folder` keeps its data. Anybody on this machine may look, and nobody needs to log in."""
    ours, kept = (files / "grafana").resolve(), folder.resolve()
    return Part(
        name="grafana",
        command=(*grafana.command, "--homepath", str(grafana.home)),
        url=f"http://{address(ports.grafana)}",
        ready="/api/health",
        environment={
            "BIZPROBE_GRAFANA": str(ours),
            "BIZPROBE_PROMETHEUS_URL": f"http://{address(ports.prometheus)}",
            "BIZPROBE_ALERTMANAGER_URL": f"http://{address(ports.alertmanager)}",
            "BIZPROBE_SCRAPE_INTERVAL": INTERVAL,
            "GF_PATHS_PROVISIONING": str(ours / "provisioning"),
            "GF_PATHS_DATA": str(kept / "data"),
            "GF_PATHS_LOGS": str(kept / "logs"),
            "GF_PATHS_PLUGINS": str(kept / "plugins"),
            "GF_SERVER_HTTP_ADDR": "127.0.0.1",
            "GF_SERVER_HTTP_PORT": str(ports.grafana),
            "GF_AUTH_ANONYMOUS_ENABLED": "true",
            "GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer",
            "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH": str(ours / "dashboards" / HOME),
            "GF_ANALYTICS_REPORTING_ENABLED": "false",
            "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
            "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
            # Grafana 13 would unload its own Prometheus data source first, and then look for a newer one.
            "GF_PLUGINS_PREINSTALL_AUTO_UPDATE": "false",
        },
    )
