"""What Prometheus would have recorded of the weeks before a film, and what else it holds of a quiet time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from tests.integration.quiet.film import Film
from tests.integration.quiet.trade import Shelf

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HISTORY = timedelta(weeks=4)
RECORDED = "flow:bizprobe_flow_events:increase1h"
_JOBS = {"bizprobe": "exporter:19310", "prometheus": "127.0.0.1:9090", "alertmanager": "alertmanager:9093"}


def increases(shelves: Mapping[str, Shelf], dealers: Mapping[str, str], start: datetime) -> Iterator[bytes]:
    """Orders of the last hour at each minute of the four weeks before `start`, as OpenMetrics."""
    for channel, shelf in shelves.items():
        series = f'{RECORDED}{{channel="{channel}",dealer="{dealers[channel]}",flow="orders"}}'
        for minute in range(HISTORY // MINUTE):
            at = start - HISTORY + minute * MINUTE
            yield f"{series} {shelf.count(at - HOUR, at)} {int(at.timestamp())}\n".encode()


def add_platform(film: Film) -> None:
    """Prometheus and Alertmanager, which are well."""
    for job, instance in _JOBS.items():
        film.hold(f'up{{instance="{instance}",job="{job}"}}', 1)
    exporter, prometheus, alertmanager = (
        f'instance="{instance}",job="{job}"' for job, instance in _JOBS.items()
    )
    for series, value in {
        f"scrape_duration_seconds{{{exporter}}}": 0.02,
        f"scrape_samples_post_metric_relabeling{{{exporter}}}": len(film.series),
        f'prometheus_rule_evaluation_failures_total{{{prometheus},rule_group="bizprobe-silence"}}': 0,
        f"prometheus_config_last_reload_successful{{{prometheus}}}": 1,
        f'prometheus_notifications_errors_total{{{prometheus},alertmanager="alertmanager:9093"}}': 0,
        f'alertmanager_notifications_failed_total{{{alertmanager},integration="webhook"}}': 0,
        f"alertmanager_config_last_reload_successful{{{alertmanager}}}": 1,
    }.items():
        film.hold(series, value)
