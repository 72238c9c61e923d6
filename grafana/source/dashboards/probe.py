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
        probing.answer(Place(1, 4, 4)),
        probing.found(Place(2, 4, 4)),
        probing.ages(Place(3, 10, 4)),
        probing.reliable(Place(4, 6, 4)),
        probing.answers(Place(5, 24, 4)),
        probing.runs(Place(6, 8, 9)),
        probing.findings(Place(7, 8, 9)),
        asking.duration(Place(8, 8, 9)),
        probing.alerting(Place(9, 24, 6)),
    ):
        dashboard.with_panel(panel)
    return Page("platform", dashboard)
