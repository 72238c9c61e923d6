"""`bizprobe routes`: the escalation map checked, compiled for Alertmanager, or as a page for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bizprobe.bundle.files import find_files
from bizprobe.errors import ConfigError, ConfigFault, UsageError
from bizprobe.routes.compile import compiled
from bizprobe.routes.load import Escalation, load_escalation
from bizprobe.routes.messages import messages
from bizprobe.routes.owners import owners
from bizprobe.routes.page import page
from bizprobe.routes.releases import release_named
from bizprobe.routes.settings import Language

_LANGUAGES: Sequence[Language] = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Places:
    """The map and the folder of rules; None for those of the bundle."""

    escalation: Path | None
    rules: Path | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is made of the map: at most one of them. '' for what is not wanted."""

    release: str = ""
    page: str = ""
    messages: str = ""
    owners: bool = False


def show_routes(places: Places, wanted: Wanted) -> str:
    """The configuration for a release, the page or the templates in a language, the rules that name the
    owners, or what the map amounts to.

    inhibition.yml is looked for beside the map. Raises ConfigError with every fault, and UsageError.
    """
    if sum(map(bool, (wanted.release, wanted.page, wanted.messages, wanted.owners))) > 1:
        raise UsageError("expected one of --for, --page, --messages and --owners")
    file = places.escalation or _bundled("alertmanager/escalation.yml")
    escalation = load_escalation(file, places.rules or _bundled("prometheus/rules"))
    if wanted.page:
        return page(escalation, _language("--page", wanted.page))
    if wanted.messages:
        return messages(escalation.map, _language("--messages", wanted.messages))
    if wanted.owners:
        return owners(escalation.map)
    if wanted.release:
        return compiled(escalation, _read(file.with_name("inhibition.yml")), release_named(wanted.release))
    return _summary(file, escalation)


def _bundled(path: str) -> Path:
    file = find_files() / path
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def _language(option: str, text: str) -> Language:
    for language in _LANGUAGES:
        if text == language:
            return language
    raise UsageError(f"{option} takes {' or '.join(_LANGUAGES)}; got '{text}'")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError([ConfigFault(str(file), 0, 0, "", f"cannot be read: {error.strerror}")]) from None


def _summary(file: Path, escalation: Escalation) -> str:
    chart = escalation.map
    alerts = {alert.alert for alerts in escalation.raised.values() for alert in alerts}
    counts = f"{len(chart.incidents)} incidents, {len(chart.teams)} teams, {len(chart.ladders)} ladders"
    return f"{file} is complete: {counts}; each of {len(alerts)} alerts has an owner and a receiver\n"
