"""Order flow: one channel in depth, from the last order down to the runs of the probe."""

from collections.abc import Callable

from grafana_foundation_sdk.builders import dashboard as sdk
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import Panel

from panels.page import Page, alerts, choice_of_one, looked_up, page, way_to
from panels.panel import Place, link
from questions import alerting, arriving, asking, flows, selling, siding, standing, usual

UID = "bizprobe-order-flow"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Order flow",
            "What happens in this channel: do orders come in, arrive and move on, and can we tell?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_one("dealer", "Dealer"))
        .with_variable(choice_of_one("channel", "Channel", 'dealer=~"$dealer"'))
        .with_variable(choice_of_one("flow", "Flow", 'dealer=~"$dealer",channel=~"$channel"'))
        .with_variable(looked_up("probe", "Probe", flows.THESE))
        .with_variable(looked_up("remote", "Account", flows.THESE))
        .with_variable(looked_up("book", "Book", flows.THESE))
        .with_variable(looked_up("url", "Findings", flows.THESE))
        .annotation(alerts(alerting.ABOUT, by="alertname"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-probe", "Its probe", "${dealer:queryparam}&${probe:queryparam}"))
        .link(link("Findings of this flow", "${url:raw}", elsewhere=True))
    )
    for title, panels in SECTIONS.items():
        dashboard.with_row(sdk.Row(title))
        for panel, place in panels:
            dashboard.with_panel(panel(place))
    return Page("business", dashboard)


SECTIONS: dict[str, list[tuple[Callable[[Place], Builder[Panel]], Place]]] = {
    "Now": [
        (standing.now_in_depth, Place(1, 4, 4)),
        (selling.silence, Place(2, 5, 4)),
        (usual.against_usual, Place(18, 4, 4)),
        (usual.lost, Place(19, 5, 4)),
        (siding.why, Place(20, 6, 4)),
        (standing.of_flow_since_when, Place(6, 24, 4)),
        (alerting.what_fires, Place(21, 24, 6)),
    ],
    "Orders come in": [
        (usual.hour_by_hour, Place(22, 8, 8)),
        (selling.orders_over_time, Place(7, 8, 8)),
        (selling.silence_over_time, Place(8, 8, 8)),
    ],
    "What they are worth": [
        (usual.lost_over_time, Place(23, 12, 7)),
        (selling.money_an_hour, Place(9, 12, 7)),
    ],
    "Orders arrive and move on": [
        (arriving.missing, Place(10, 8, 8)),
        (arriving.waiting, Place(11, 8, 8)),
        (arriving.oldest, Place(12, 8, 8)),
    ],
    "We can ask": [
        (asking.requests, Place(13, 12, 8)),
        (asking.latency, Place(14, 12, 8)),
        (asking.runs, Place(15, 12, 7)),
        (asking.duration, Place(16, 12, 7)),
    ],
    "Alerts": [(alerting.since_when, Place(17, 24, 6))],
}
