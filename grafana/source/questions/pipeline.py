"""Does the monitoring itself do its work: the exporter, Prometheus, Alertmanager?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from grafana_foundation_sdk.builders import prometheus, stat, table, timeseries

from panels.curves import bars, curves
from panels.look import ANY_IS_BAD, BAD, NONE, OK, SHARE, SKY, WARN, Word
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.rows import GAUGE, Column, amount, rows, share, thresholds, word

EXPORTER = 'job="bizprobe"'
ABSENT = "Prometheus does not scrape it."
SAMPLES = "scrape_samples_post_metric_relabeling"
JOBS = {
    "bizprobe": Word("exporters", OK),
    "prometheus": Word("Prometheus", OK),
    "alertmanager": Word("Alertmanager", OK),
}
# As in the rule BizprobeRulesSlow.
SLOW = 0.5
UP = {1: Word("✔ up", NONE), 0: Word("✖ down", BAD)}
_CONFIG = Path(__file__).parents[3] / "prometheus" / "prometheus.yml"


def up(place: Place) -> stat.Panel:
    words = Words(
        "Is everything up?",
        "Exporters, Prometheus and Alertmanagers that answer Prometheus, and targets that do not.",
        "Without the exporter nothing is known; without Alertmanager nobody hears of it.",
        "Follow the runbook.",
        ABSENT,
        runbook="BizprobeExporterDown",
    )
    asked = [
        now('count by (job) (up{job=~"bizprobe|prometheus|alertmanager"} == 1)', "{{job}}"),
        now("count(up == 0) or vector(0)", "down"),
    ]
    return _counts(place, words, asked, bad="down", names=JOBS)


def probes(place: Place) -> stat.Panel:
    words = Words(
        "Do all probes run?",
        "Probes that are configured, those that never ran, and those that could not ask for 2.5 intervals.",
        "A probe that does not run is a question that nobody asks.",
        "Open the list of probes of the exporter; their logs say why.",
        ABSENT,
        runbook="BizprobeProbeSeriesMissing",
    )
    expected = "group by (dealer, probe) (bizprobe_probe_expected_info)"
    ran = "bizprobe_probe_last_run_timestamp_seconds"
    asked = [
        now(f"count({expected})", "configured"),
        now(f"count({expected} unless on (dealer, probe) {ran}) or vector(0)", "never ran"),
        now("count(probe:bizprobe_probe_blind_seconds:exceeded) or vector(0)", "cannot ask"),
    ]
    return _counts(place, words, asked, bad="never ran|cannot ask")


def configuration(place: Place) -> stat.Panel:
    words = Words(
        "Configuration refused?",
        "Parts that refused their newest configuration: the exporter, Prometheus, Alertmanager.",
        "A refused file means that a limit or a route that somebody changed does not hold.",
        "`bizprobe config check`, `promtool check config` or `amtool check-config` say what is wrong.",
        ABSENT,
        runbook="BizprobeConfigReloadFailed",
    )
    refused = " or ".join(
        f"{family} == 0"
        for family in (
            "bizprobe_config_last_reload_successful",
            "prometheus_config_last_reload_successful",
            "alertmanager_config_last_reload_successful",
        )
    )
    return numbers(
        place, words, "short", [now(f"count({refused}) or vector(0)", "refused")], limits=ANY_IS_BAD
    )


def told(place: Place) -> stat.Panel:
    words = Words(
        "Do messages arrive?",
        "Notifications that Alertmanager sent in the last hour, and those that failed.",
        "An alert that nobody receives did not happen.",
        "Look at Alertmanager's log; check the addresses in escalation.yml.",
        ABSENT,
        runbook="BizprobeNotificationsFailing",
    )
    asked = [
        now("sum(increase(alertmanager_notifications_total[1h]))", "sent in 1 h"),
        now("sum(increase(alertmanager_notifications_failed_total[1h]))", "failed"),
    ]
    return _counts(place, words, asked, bad="failed")


def _counts(
    place: Place,
    words: Words,
    asked: Sequence[prometheus.Dataquery],
    bad: str,
    names: Mapping[str, Word] | None = None,
) -> stat.Panel:
    """How many of each; those whose names match `bad` should be none."""
    panel = numbers(place, words, "short", asked, names=names).decimals(0)
    return panel.override_by_regexp(f"/^(?:{bad})$/", [thresholds(*ANY_IS_BAD)])


def every_exporter(place: Place) -> table.Panel:
    words = Words(
        "What does each exporter do, and how near is it to its limits?",
        "A row for each exporter. **share**: which part of the probes is its own, and of how many parts. "
        "**scrape**: how long Prometheus took to read it, as a part of the time that this may take. "
        "**series**: as a part of those that it may tell. **core**: how much of the one that it can use. "
        "**late**: how long its loop kept probes waiting.",
        "Beyond a limit Prometheus refuses the whole answer, and everything of this exporter is unknown.",
        "Near a limit: a second exporter, each with a part of the probes (`--shard`).",
        ABSENT,
        runbook="BizprobeScrapeNearLimit",
    )
    columns = (
        Column("Exporter", 0, least=150, label="instance"),
        Column("State", 90, f"max by (instance) (up{{{EXPORTER}}})", looks=word(UP)),
        Column("Version", 80, label="version"),
        Column("share", 65, "1 + max by (instance) (bizprobe_shard_ordinal)", looks=amount("short")),
        Column("of", 50, "max by (instance) (bizprobe_shards)", looks=amount("short")),
        Column("probes", 75, "count by (instance) (bizprobe_probe_expected_info)", looks=amount("locale")),
        Column("scrape", 100, _part("scrape_duration_seconds", _timeout()), looks=share(SHARE, GAUGE)),
        Column("series", 100, _part(SAMPLES, _sample_limit()), looks=share(SHARE, GAUGE)),
        Column("core", 100, _busy("5m"), looks=share(SHARE, GAUGE)),
        Column("memory", 100, _of_exporters("process_resident_memory_bytes"), looks=amount("bytes")),
        Column("late", 85, "max by (instance) (bizprobe_event_loop_lag_seconds)", looks=amount("s")),
    )
    version = f"max by (instance, version) (bizprobe_build_info{{{EXPORTER}}})"
    return rows(place, words, columns, unseen=(version,), largest_first=("scrape",))


def _of_exporters(family: str) -> str:
    return f"max by (instance) ({family}{{{EXPORTER}}})"


def _busy(window: str) -> str:
    return f"sum by (instance) (rate(process_cpu_seconds_total{{{EXPORTER}}}[{window}]))"


def _part(family: str, limit: float) -> str:
    """What a scrape came to as a part of what it may."""
    return f"{_of_exporters(family)} / {limit:g}"


def _timeout() -> float:
    """Seconds that a scrape may take."""
    return float(str(_config()["global"]["scrape_timeout"]).removesuffix("s"))


def _sample_limit() -> int:
    """How many series an exporter may tell."""
    jobs = {job["job_name"]: job for job in _config()["scrape_configs"]}
    return int(jobs["bizprobe"]["sample_limit"])


def _config() -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(_CONFIG.read_text("utf-8"))
    return config


def lag(place: Place) -> timeseries.Panel:
    words = Words(
        "Is the exporter overloaded?",
        "The longest that its event loop was late in ten seconds.",
        "A late loop makes every probe late, and time-outs that are nobody's fault.",
        "Give it fewer probes, or a second exporter.",
        ABSENT,
    )
    asked = [over_time("max(bizprobe_event_loop_lag_seconds)", "event loop lag")]
    return curves(place, words, "s", asked, {"event loop lag": WARN})


def load(place: Place) -> timeseries.Panel:
    words = Words(
        "How much of a core does it use?",
        "The part of one core that the exporter uses: it is one process, and can use no more.",
        "Near 100 % every probe is late.",
        "A second exporter, each with a part of the probes (`--shard`).",
        ABSENT,
    )
    asked = [over_time(_busy("$__rate_interval"), "{{instance}}")]
    return curves(place, words, "percentunit", asked, {}).decimals(0)


def memory(place: Place) -> timeseries.Panel:
    words = Words(
        "How much memory?",
        "Resident memory of the exporter.",
        "It should stay flat for weeks.",
        "A slope over days is a leak: restart it, and tell us.",
        ABSENT,
    )
    return _by_exporter(place, words, "bytes", "process_resident_memory_bytes")


def scrape(place: Place) -> timeseries.Panel:
    words = Words(
        "How long does a scrape take?",
        "How long Prometheus took to scrape the exporter.",
        "Near the scrape's time-out everything will be missing at once.",
        "Fewer series, or a second exporter.",
        ABSENT,
    )
    return _by_exporter(place, words, "s", "scrape_duration_seconds")


def series(place: Place) -> timeseries.Panel:
    words = Words(
        "How many series?",
        "Series of the last scrape; beyond the sample limit of its job Prometheus refuses the whole.",
        "A refused scrape is a blind hour.",
        "Raise `sample_limit` in prometheus.yml together with the limit in the rule.",
        ABSENT,
        runbook="BizprobeScrapeNearLimit",
    )
    return _by_exporter(place, words, "short", SAMPLES).decimals(0)


def rules(place: Place) -> timeseries.Panel:
    words = Words(
        "Do the rules come round in time?",
        "How much of its interval Prometheus needs for each group of rules, the five that need most; dashed, "
        "where an alert says so.",
        "A group that takes longer than its interval skips evaluations, and alerts come late.",
        "Give Prometheus a faster machine, or the group a longer interval.",
        ABSENT,
        runbook="BizprobeRulesSlow",
    )
    took = "prometheus_rule_group_last_duration_seconds"
    interval = "on (rule_group) max by (rule_group) (prometheus_rule_group_interval_seconds)"
    most = f"topk(5, max by (rule_group) (max_over_time({took}[$__range] @ end())) / {interval})"
    busiest = f"max by (rule_group) ({took}) / {interval} and on (rule_group) {most}"
    asked = [
        over_time(f'label_replace({busiest}, "group", "$1", "rule_group", ".*;(.*)")', "{{group}}"),
        over_time(f"0 * max({took}) + {SLOW}", "limit (warning)"),
    ]
    return curves(place, words, "percentunit", asked, {}).fill_opacity(0).decimals(0)


def notifications(place: Place) -> timeseries.Panel:
    words = Words(
        "When were people told?",
        "Notifications by how they were sent, and those that failed.",
        "A storm of messages teaches people not to read them.",
        "Many at once without an incident: look at the grouping and the limits.",
        "✔ nobody had to be told anything in this time",
        runbook="BizprobeNotificationsFailing",
    )
    asked = [
        over_time(
            "sum by (integration) (increase(alertmanager_notifications_total[$__interval])) > 0",
            "{{integration}}",
        ),
        over_time("sum(increase(alertmanager_notifications_failed_total[$__interval])) > 0", "failed"),
    ]
    return bars(place, words, asked, {"webhook": OK, "email": SKY, "failed": BAD})


def _by_exporter(place: Place, words: Words, unit: str, family: str) -> timeseries.Panel:
    asked = [over_time(_of_exporters(family), "{{instance}}")]
    return curves(place, words, unit, asked, {})
