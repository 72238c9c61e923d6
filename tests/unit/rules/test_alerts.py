"""Every alert says how bad it is, what it is about, whose side it looks like and where to read on."""

import re

import pytest

from bizprobe.exchange.report import Exchange
from bizprobe.probes.flow.settings import Flow
from bizprobe.probes.order_statuses.settings import Where
from bizprobe.records import OPEN_STATUSES
from bizprobe.sandbox import faults
from tests.unit.rules.rulebook import QUERY, ROOT, Rule, alerts, fired, rules, scenarios

RUNBOOKS = ROOT / "docs" / "runbooks"
SECTIONS = ["What it means", "What it costs", "How to check", "What to do", "Who helps", "Ready words"]
CYRILLIC = re.compile("[А-Яа-яЁё]")
ALERTS = alerts()
NAMES = [alert.name for alert in ALERTS]
CAN_REST = [alert for alert in ALERTS if alert.name != "BizprobeWatchdog"]
PROVED = list(fired())
VOCABULARIES = {"flow": Flow, "where": Where, "exchange": Exchange, "status": OPEN_STATUSES}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What annotations ask for beside the queries: value, labels.
ASKED = re.compile(r"\$value|\$labels\.\w+|\b(?:value|label \"\w+\")")

every_alert = pytest.mark.parametrize("alert", ALERTS, ids=NAMES)


def test_names_are_unique_and_begin_with_the_project() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch(r"Bizprobe([A-Z][a-z]+)+", name) for name in NAMES)


@every_alert
def test_an_alert_has_its_texts_and_links(alert: Rule) -> None:
    texts = {"summary", "description", "summary_ru", "description_ru"}
    wanted = {*texts, "runbook_url", "dashboard_url"}
    assert wanted <= alert.annotations.keys() <= {*wanted, "findings_url"}
    assert alert.annotations["runbook_url"] == f"{{{{ $externalLabels.runbooks }}}}/{alert.name}.md"
    dashboard = re.escape("{{ $externalLabels.grafana }}") + r"/d/bizprobe-(channels|order-flow)(\?.+)?"
    assert re.fullmatch(dashboard, alert.annotations["dashboard_url"])


@every_alert
@pytest.mark.parametrize("text", ["summary", "description"])
def test_both_languages_ask_the_same(alert: Rule, text: str) -> None:
    english, russian = (alert.annotations[name] for name in (text, f"{text}_ru"))
    assert sorted(QUERY.findall(english)) == sorted(QUERY.findall(russian))
    assert set(ASKED.findall(english)) == set(ASKED.findall(russian))


@every_alert
def test_each_language_has_its_letters(alert: Rule) -> None:
    for text in ("summary", "description"):
        assert not CYRILLIC.search(alert.annotations[text])
        assert CYRILLIC.search(alert.annotations[f"{text}_ru"])


@every_alert
@pytest.mark.parametrize("text", ["summary_ru", "description_ru"])
def test_each_word_of_a_closed_vocabulary_is_translated(alert: Rule, text: str) -> None:
    for label, translated in re.findall(r"{{-? *\$labels\.(\w+)(.*?)}}", alert.annotations[text]):
        words = re.findall(r'reReplaceAll "\^(\w+)\$"', translated)
        assert {*VOCABULARIES.get(label, ())} <= {*words}


@every_alert
def test_no_label_holds_a_value(alert: Rule) -> None:
    assert not [label for label in alert.labels.values() if "value" in label.lower()]


@every_alert
def test_labels_that_only_the_expression_can_give_are_proved_by_a_firing_test(alert: Rule) -> None:
    proofs = [labels for name, labels, _ in PROVED if name == alert.name]
    assert proofs
    for labels in proofs:
        assert labels["severity"] in {"critical", "warning", "info", "none"}
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", labels["incident"])
        assert labels["side"] in {"ours", "channel", "unknown"}


@pytest.mark.parametrize(("labels", "annotations"), [proof[1:] for proof in PROVED])
def test_the_texts_as_people_see_them_are_whole(labels: dict[str, str], annotations: dict[str, str]) -> None:
    texts = [text for name, text in annotations.items() if name.startswith(("summary", "description"))]
    assert len(texts) == 4
    for text in texts:
        assert text.endswith(".")
        assert "  " not in text
        assert "<no value>" not in text


@pytest.mark.parametrize(("labels", "annotations"), [proof[1:] for proof in PROVED])
def test_both_languages_tell_the_same_numbers(labels: dict[str, str], annotations: dict[str, str]) -> None:
    for text in ("summary", "description"):
        english, russian = annotations[text], annotations[f"{text}_ru"]
        assert sorted(NUMBER.findall(english)) == sorted(NUMBER.findall(russian))


@pytest.mark.parametrize("alert", CAN_REST, ids=lambda alert: alert.name)
def test_an_alert_is_tested_quiet_then_firing_then_recovered(alert: Rule) -> None:
    courses = (
        "".join("F" if moment.expected else "q" for moment in scenario if moment.alert == alert.name)
        for scenario in scenarios()
    )
    assert any(re.fullmatch("q+F+q+", course) for course in courses)


@every_alert
def test_an_alert_has_a_runbook_and_the_index_leads_to_it(alert: Rule) -> None:
    page = (RUNBOOKS / f"{alert.name}.md").read_text()
    assert page.startswith(f"# {alert.name}\n")
    sections = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert sections == SECTIONS
    assert f"({alert.name}.md)" in (RUNBOOKS / "README.md").read_text()


@every_alert
def test_ready_words_can_be_pasted_in_both_languages(alert: Rule) -> None:
    words = (RUNBOOKS / f"{alert.name}.md").read_text().split("## Ready words")[1]
    quotes = re.findall(r"(?:^ *>.*\n)+", words, re.MULTILINE)
    russian = [quote for quote in quotes if CYRILLIC.search(quote)]
    english = [quote for quote in quotes if not CYRILLIC.search(quote)]
    assert len(russian) == len(english) > 0
    for one, other in zip(russian, english, strict=True):
        assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(other)) > set()


def test_every_placeholder_of_ready_words_is_explained() -> None:
    index = (RUNBOOKS / "README.md").read_text()
    for page in RUNBOOKS.glob("Bizprobe*.md"):
        words = page.read_text().partition("## Ready words")[2]
        assert all(f"| `{{{name}}}` |" in index for name in PLACEHOLDER.findall(words)), page.stem


def test_no_runbook_is_left_of_an_alert_that_is_gone() -> None:
    assert {page.stem for page in RUNBOOKS.glob("*.md")} == {*NAMES, "README"}


def test_recordings_are_called_level_metric_operation() -> None:
    recorded = [rule.name for rule in rules() if not rule.is_alert]
    assert recorded
    assert all(re.fullmatch(r"[a-z_]+:bizprobe_[a-z_]+:[a-z0-9_]+", name) for name in recorded)


def test_the_alert_that_a_fault_of_the_sandbox_must_raise_exists() -> None:
    expected = {fault.expect_alert for fault in faults.FAULTS.values()}
    assert expected - {""} <= set(NAMES)  # some are harmless
