"""Overview: how is every dealer, read from across the room."""

from panels.page import Page, alerts, choice_of_many, constant, onward, page, way_to
from panels.panel import Place
from questions import alerting, incidents, overview, standing, usual

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
        standing.at_a_glance(Place(3, 10, 5)),
        alerting.by_side(Place(7, 4, 5)),
        alerting.by_owner(Place(10, 5, 5)),
        overview.every_dealer(Place(5, 24, 6)),
        incidents.every_open(Place(11, 24, 13)),
        standing.troubled_since_when(Place(9, 24, 11)),
        usual.lost_over_time(Place(8, 12, 9)),
        usual.hour_by_hour(Place(12, 12, 9)),
    ):
        dashboard.with_panel(panel.links([onward("bizprobe-channels", "Channels", "${dealer:queryparam}")]))
    return Page("business", dashboard)
