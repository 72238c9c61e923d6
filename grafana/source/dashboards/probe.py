"""Probe: one probe in depth, whatever its kind."""

from panels.page import Page, alerts, choice_of_one, looked_up, page, way_to
from panels.panel import Place, link
from questions import asking, probing

UID = "bizprobe-probe"
INFO = "bizprobe_probe_expected_info"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Probe",
            "What does this probe answer, can it ask, and since when?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_one("dealer", "Dealer", of=INFO))
        .with_variable(choice_of_one("probe", "Probe", 'dealer=~"$dealer"', of=INFO))
        .with_variable(looked_up("url", "Findings", asking.PROBE, of=INFO))
        .annotation(alerts(asking.PROBE, by="alertname"))
        .link(way_to("bizprobe-exporter", "Exporter and pipeline"))
        .link(link("The page of the probe", "${url:raw}", elsewhere=True))
    )
    for panel in (
        probing.about(Place(10, 24, 4)),
        probing.answer(Place(1, 5, 4)),
        probing.found(Place(2, 5, 4)),
        probing.ages(Place(3, 7, 4)),
        probing.reliable(Place(4, 7, 4)),
        probing.answers(Place(5, 24, 4)),
        asking.runs(Place(6, 8, 8)),
        probing.findings(Place(7, 8, 8)),
        asking.duration(Place(8, 8, 8)),
        probing.alerting(Place(9, 24, 7)),
    ):
        dashboard.with_panel(panel)
    return Page("platform", dashboard)
