"""Incidents and response: how many, of which type, whose, and how long they last."""

from panels.page import Page, alerts, choice_of_many, constant, page, way_to
from panels.panel import Place
from questions import alerting, incidents

UID = "bizprobe-incidents"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Incidents and response",
            "What is open, what comes often, and how fast is it resolved?",
            since="now-24h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer", of="bizprobe_dealer_info"))
        .with_variable(constant("channel", ".+"))
        .with_variable(constant("flow", ".+"))
        .annotation(alerts('dealer=~"$dealer|"'))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
    )
    for panel in (
        incidents.open_now(Place(1, 5, 4)),
        alerting.by_side(Place(2, 7, 4)),
        incidents.how_long(Place(3, 12, 4)),
        incidents.every_open(Place(4, 24, 12)),
        incidents.over_the_time(Place(6, 12, 10)),
        incidents.by_type(Place(5, 12, 10)),
        incidents.by_owner(Place(9, 9, 7)),
        incidents.by_dealer(Place(10, 8, 7)),
        incidents.notified(Place(8, 7, 7)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)
