"""Every fault of the sandbox stands in the book, with an alert and an incident that exist."""

import pytest

from bizprobe.bundle.faults.owners import owners
from bizprobe.errors import UsageError
from bizprobe.sandbox.book import BOOK, Entry, entries_of
from bizprobe.sandbox.faults import FAULTS, FaultName, parse
from tests.unit.rules.rulebook import ROOT, alerts

HARMLESS = {FaultName.DUPLICATED_PAGES, FaultName.REORDERED_PAGES}
REACHED = {entry.expected.alert for entry in BOOK if entry.expected}

# Alerts that no fault of the sandbox raises, and why; their promtool tests prove them.
OF_OTHERS = {
    "exporter": "what ails the exporter itself is no fault of a channel",
    "platform": "what ails Prometheus and Alertmanager is no fault of a channel",
    "answers": "the sandbox has no telephones and no chats",
}
NOT_REACHED = {
    "BizprobeApiBudgetExhausted": "the fault that exhausts it leaves the probe blind, which tells of it",
    "BizprobeApiBudgetRunsOut": "the probes of the town never want more than they may",
    "BizprobeApiObjectiveMissed": "the fault that misses it keeps it quiet",
    "BizprobeProbeObjectiveMissed": "the fault that misses it keeps it quiet",
    "BizprobeDependencyDown": "it only keeps others quiet, and is told to nobody",
    "BizprobeFlowStopped": "the town has no weeks behind it, so nothing is usual there",
    "BizprobeFlowBelowBaseline": "the town has no weeks behind it, so nothing is usual there",
    "BizprobeOrderStatusWordsUnmapped": "the flow of the same channel tells of the word",
    "BizprobePricesMissing": "every channel of the sandbox knows every item",
    "BizprobePricesUnexpected": "the seller of the sandbox knows every item",
    "BizprobeSoldTooDear": "nobody sells dearer than shown",
    "BizprobeStockMissing": "every channel of the sandbox knows every item",
    "BizprobeStockRunningOut": "it looks back for days, and the sandbox refills in a minute",
}

each = pytest.mark.parametrize("entry", BOOK, ids=lambda entry: entry.dealer)


def test_every_fault_has_an_entry() -> None:
    assert {entry.fault for entry in BOOK} == set(FAULTS)


def test_no_dealer_has_two_entries() -> None:
    assert len({entry.dealer for entry in BOOK}) == len(BOOK)


@each
def test_the_fault_can_be_at_each_of_its_places(entry: Entry) -> None:
    assert [parse(place, entry.fault).place for place in entry.at] == list(entry.at)
    assert not set(entry.at) & set(entry.beside)


@each
def test_a_channel_beside_it_stays_well_unless_all_are_hit(entry: Entry) -> None:
    assert entry.beside or len(entry.at) > 1


@each
def test_only_what_is_harmless_comes_to_no_alert(entry: Entry) -> None:
    assert (entry.expected is None) == (entry.fault in HARMLESS)


def test_every_alert_exists_and_every_incident_has_an_owner() -> None:
    expected = [entry.expected for entry in BOOK if entry.expected]
    assert {alert.name for alert in alerts()} >= REACHED
    assert {one.incident for one in expected} <= {name for name, owner in owners(ROOT).items() if owner}


def test_at_a_place_of_the_demonstration_a_fault_comes_to_the_alert_that_it_names() -> None:
    for name, fault in FAULTS.items():
        told = {entry.expected.alert if entry.expected else "" for entry in BOOK if entry.fault is name}
        assert fault.expect_alert in told


def test_every_alert_is_reached_by_a_fault_or_it_is_said_why_not() -> None:
    left = {alert.name for alert in alerts() if alert.file not in OF_OTHERS} - REACHED
    assert left == set(NOT_REACHED)


def test_some_faults_only_may_be_asked_for() -> None:
    assert {entry.fault for entry in entries_of(["silence", "hang"])} == {FaultName.SILENCE, FaultName.HANG}
    assert entries_of([]) == list(BOOK)
    with pytest.raises(UsageError, match="the book has no fault sleep"):
        entries_of(["sleep"])
