"""Overview: how is every dealer, read from across the room."""

from panels.page import Page, alerts, choice_of_many, constant, page, way_to
from panels.panel import Place
from questions import incidents, overview, selling, usual

UID = "bizprobe-overview"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Overview",
            "Which dealer loses business now, how much, and on whose side is it?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer"))
        .with_variable(constant("channel", ".+"))
        .with_variable(constant("flow", ".+"))
        .annotation(alerts('dealer=~"$dealer"', by="dealer"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-incidents", "Incidents and response", "${dealer:queryparam}"))
        .link(way_to("bizprobe-exporter", "Exporter and pipeline"))
    )
    for panel in (
        usual.lost(Place(1, 5, 5)),
        usual.against_usual(Place(2, 5, 5)),
        overview.at_a_glance(Place(3, 9, 5)),
        overview.wrong_goods(Place(4, 5, 5)),
        overview.every_dealer(Place(5, 24, 11)),
        incidents.open_now(Place(6, 5, 5)),
        incidents.by_side(Place(7, 7, 5)),
        usual.lost_over_time(Place(8, 12, 10)),
        selling.since_when(Place(9, 24, 14)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)
