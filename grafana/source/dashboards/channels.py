"""Channels: which of them sells, which does not, since when, and whose side it is. A row for each."""

from panels.page import Page, alerts, choice_of_many, onward, page, way_to
from panels.panel import Place
from questions import alerting, channels, flows, selling, standing, usual

UID = "bizprobe-channels"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Channels",
            "Which channels sell, which do not, since when, and whose side is it?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer"))
        .with_variable(choice_of_many("channel", "Channel", 'dealer=~"$dealer"'))
        .with_variable(choice_of_many("flow", "Flow", 'dealer=~"$dealer",channel=~"$channel"'))
        .annotation(alerts(flows.THESE))
        .link(way_to("bizprobe-overview", "Overview"))
        .link(way_to("bizprobe-order-flow", "Order flow"))
    )
    for panel in (
        standing.at_a_glance(Place(1, 11, 5)),
        usual.lost(Place(9, 5, 5)),
        usual.against_usual(Place(10, 4, 5)),
        alerting.by_side(Place(4, 4, 5)),
        channels.every_channel(Place(5, 24, 17)),
        standing.since_when(Place(6, 24, 12)),
        usual.hour_by_hour(Place(11, 8, 9)),
        usual.lost_over_time(Place(12, 8, 9)),
        selling.money_an_hour(Place(8, 8, 9)),
    ):
        dashboard.with_panel(panel.links([onward("bizprobe-order-flow", "Order flow")]))
    return Page("business", dashboard)
