"""What a person is told once everything runs: where it is, and what to look at."""

from pathlib import Path

from bizprobe.bundle.bundle import Bundle
from bizprobe.bundle.link import Say
from bizprobe.sandbox.control import PREFIX
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.places import CHANNELS


def tell_what_runs(bundle: Bundle, folder: Path, say: Say) -> None:
    """Addresses first, then something to try."""
    say("\nBizprobe is running.\n")
    for name, url, what in _addresses(bundle):
        say(f"  {name:<13} {url:<44} {what}")
    say(f"\nData and logs are in {folder}. Alerts are shown here as they arrive. Ctrl-C ends everything.")
    if bundle.sandbox:
        fault = f"{bundle.sandbox.url}{PREFIX}/faults/{CHANNELS[0].name}/{FaultName.SILENCE}"
        say("To see an alert within two minutes, stop the orders of a channel, and let them come again:")
        say(f"  curl -X PUT {fault}\n  curl -X DELETE {fault}\n")


def _addresses(bundle: Bundle) -> list[tuple[str, str, str]]:
    known = [
        ("Probes", f"{bundle.exporter.url}/probes", "each question, its last answers and findings"),
        ("Metrics", f"{bundle.exporter.url}/metrics", "what Prometheus reads"),
        ("Prometheus", bundle.prometheus.url, "series, rules and alerts"),
        ("Alertmanager", bundle.alertmanager.url, "alerts: grouped, inhibited, silenced"),
    ]
    if bundle.grafana:
        known.append(
            ("Grafana", f"{bundle.grafana.url}/dashboards", "Channels at a glance, and each in depth")
        )
    else:
        known.append(("Grafana", "not installed", "install it to see grafana/dashboards"))
    if bundle.sandbox:
        known.append(("Sandbox", f"{bundle.sandbox.url}{PREFIX}/state", "what is truly ordered there"))
    return known
