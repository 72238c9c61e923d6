"""`bizprobe dealers`: their organisations in Grafana, and the proxy that keeps them apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from bizprobe.bundle.files import find_files
from bizprobe.cli.kinds import known_kinds
from bizprobe.dealers.grafana import Grafana
from bizprobe.dealers.organisation import LOCALES, Json, Store, organisations
from bizprobe.dealers.proxy import proxy_config
from bizprobe.dealers.sync import Sync
from bizprobe.errors import BundleError
from bizprobe.settings.load import load_settings
from bizprobe.settings.secret import Secret

_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """Grafana and who is asked in the name of: a server administrator with a password in a file."""

    url: str
    account: str
    password_file: Path

    @property
    def password(self) -> str:
        return Secret.from_file(str(self.password_file)).reveal()


def sync_dealers(config: Path, server: Server, store: str, dashboards: Path | None, *, dry: bool) -> str:
    """What was changed, or would be, a line each. Raises ConfigError, SecretError, GrafanaError."""
    settings = load_settings(config, known_kinds())
    folder = dashboards or find_files() / "grafana" / "dashboards" / "dealer"
    password = server.password
    by_language = {language: read_dashboards(folder / language) for language in LOCALES}
    wanted = list(organisations(settings, Store(store, password.encode()), by_language))
    auth = (server.account, password)
    with httpx.Client(base_url=server.url, auth=auth, timeout=_TIMEOUT) as client:
        steps = Sync(Grafana(client), server.account, dry=dry).bring(wanted)
    if not steps:
        return f"{len(wanted)} organisations are as they should be\n"
    head = "would change" if dry else "changed"
    return "".join(f"{head}: {step}\n" for step in steps)


def read_dashboards(folder: Path) -> Mapping[str, Json]:
    """The dashboards of a folder by their uid. Raises BundleError."""
    found = {}
    for file in sorted(folder.glob("*.json")):
        dashboard = json.loads(file.read_text(encoding="utf-8"))
        found[str(dashboard["uid"])] = dashboard
    if not found:
        raise BundleError(f"there are no dashboards for dealers in {folder}")
    return found


def write_proxy(config: Path, store: str, exporter: str, output: Path) -> None:
    """Writes vmauth's file so that nobody else can read it. Raises ConfigError, SecretError."""
    text = proxy_config(load_settings(config, known_kinds()), store, exporter)
    fresh = output.with_name(f"{output.name}.new")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(output)
