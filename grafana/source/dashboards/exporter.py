"""Exporter and pipeline: does the monitoring itself do its work?"""

from panels.page import Page, alerts, page, way_to
from panels.panel import Place
from questions import exporters, pipeline

UID = "bizprobe-exporter"


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Exporter and pipeline",
            "Do the exporter, Prometheus and Alertmanager work, and do their messages arrive?",
            since="now-6h",
            refresh="1m",
        )
        .annotation(alerts('incident=~"exporter-down|monitoring|config|probe.+"', by="alertname"))
        .link(way_to("bizprobe-channels", "Channels"))
        .link(way_to("bizprobe-apis", "APIs, budgets and keys"))
    )
    for panel in (
        pipeline.up(Place(1, 7, 4)),
        pipeline.probes(Place(2, 7, 4)),
        pipeline.configuration(Place(3, 5, 4)),
        pipeline.told(Place(4, 5, 4)),
        exporters.every_exporter(Place(12, 24, 5)),
        exporters.lag(Place(5, 8, 8)),
        exporters.load(Place(6, 8, 8)),
        exporters.memory(Place(7, 8, 8)),
        exporters.scrape(Place(8, 8, 8)),
        exporters.series(Place(9, 8, 8)),
        pipeline.rules(Place(10, 8, 8)),
        pipeline.notifications(Place(11, 24, 7)),
    ):
        dashboard.with_panel(panel)
    return Page("platform", dashboard)
