"""What types of incidents are called, and who answers for them, as the escalation map says."""

from pathlib import Path
from typing import Any

import yaml

from panels.look import NONE, Word

_MAP = Path(__file__).parents[3] / "alertmanager" / "escalation.yml"


def titles(language: str) -> dict[str, Word]:
    """What each type of incident is called."""
    return {name: _titled(each, language) for name, each in _map("incidents").items()}


def teams(language: str) -> dict[str, Word]:
    """What each team is called."""
    return {name: _titled(each, language) for name, each in _map("teams").items()}


def owners(language: str) -> dict[str, Word]:
    """The team that owns each type of incident."""
    called = teams(language)
    return {name: called[each["owner"]] for name, each in _map("incidents").items()}


def _map(part: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_MAP.read_text("utf-8"))[part]
    return found


def _titled(each: dict[str, Any], language: str) -> Word:
    return Word(each["title"][language], NONE)
