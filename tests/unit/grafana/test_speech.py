"""What dealers read is in their language, down to the last word of a table."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bizprobe.probes.flow.settings import Flow
from speech.en import ENGLISH
from speech.ru import RUSSIAN
from speech.speech import Speech
from tests.unit.grafana.test_dashboards import ROOT, within

SAID = {"title", "description", "noValue", "legendFormat", "text", "titleFormat"}
# What people say in these letters, and a sign of money.
KNOWN = {"CRM", "API", "Br"}
RUSSIAN_FILES = sorted((ROOT / "grafana" / "dashboards" / "dealer" / "ru").glob("*.json"))


def words(dashboard: dict[str, Any]) -> Iterator[str]:
    """Everything that a dashboard says, without what comes from the data."""
    shown = {key: value for key, value in dashboard.items() if key != "templating"}
    for key, value in within(shown):
        if key in SAID and isinstance(value, str):
            yield re.sub(r"\{\{.*?\}\}|\$\{.*?\}", "", value)
    for panel in dashboard["panels"]:
        for override in panel["fieldConfig"]["overrides"]:
            for each in override["properties"]:
                if each["id"] == "displayName":
                    yield re.sub(r"\$\{.*?\}", "", each["value"])
    yield from (mark["name"] for mark in dashboard["annotations"]["list"])


@pytest.mark.parametrize("file", RUSSIAN_FILES, ids=lambda file: str(file.stem))
def test_russian_dashboards_say_nothing_in_latin_letters(file: Path) -> None:
    dashboard = json.loads(file.read_text("utf-8"))
    said = set(words(dashboard))
    assert len(said) > 20
    latin = {word for text in said for word in re.findall("[A-Za-z]+", text)}
    assert latin <= KNOWN
    chosen = [variable for variable in dashboard["templating"]["list"] if variable["type"] != "constant"]
    assert all(variable["hide"] for variable in chosen)


@pytest.mark.parametrize("speech", [ENGLISH, RUSSIAN], ids=lambda speech: str(speech.language))
def test_every_state_and_urgency_has_a_word_and_a_sign_of_its_own(speech: Speech) -> None:
    for called in (speech.states, speech.urgencies, speech.sides):
        texts = [word.text for word in called.values()]
        assert len(set(texts)) == len(texts)
        assert all(re.match(r"\W \w", text) for text in texts)


def test_both_languages_know_the_same() -> None:
    for name in ("states", "sides", "urgencies", "problems", "stock"):
        assert getattr(ENGLISH, name).keys() == getattr(RUSSIAN, name).keys(), name


def test_every_flow_has_a_russian_word_where_english_has_its_own() -> None:
    assert RUSSIAN.flows.keys() == set(Flow)
