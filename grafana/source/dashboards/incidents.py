"""Incidents and response: how many, of which type, whose, and how long they last."""

from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place
from questions import incidents

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
        .annotation(alerts('dealer=~"$dealer|"', by="incident"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
    )
    for panel in (
        incidents.open_now(Place(1, 6, 4)),
        incidents.by_side(Place(2, 8, 4)),
        incidents.how_long(Place(3, 10, 4)),
        incidents.every_open(Place(4, 24, 12)),
        incidents.every_type(Place(5, 12, 10)),
        incidents.over_the_time(Place(6, 12, 10)),
        incidents.by_dealer(Place(7, 12, 8)),
        incidents.notified(Place(8, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)
