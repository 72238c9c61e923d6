"""Does the monitoring itself do its work: the exporter, Prometheus, Alertmanager?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import bars, curves
from panels.look import ANY_IS_BAD, BAD, OK, SKY, WARN
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time

EXPORTER = 'job="bizprobe"'
ABSENT = "Prometheus does not scrape it."


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
    panel = numbers(place, words, "short", asked)
    return panel.decimals(0)


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
    return numbers(place, words, "short", asked).decimals(0)


def configuration(place: Place) -> stat.Panel:
    words = Words(
        "Is the new configuration in force?",
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
        "Do messages reach people?",
        "Notifications that Alertmanager sent in the last hour, and those that failed.",
        "An alert that nobody receives did not happen.",
        "Look at Alertmanager's log; check the addresses in escalation.yml.",
        ABSENT,
        runbook="BizprobeNotificationsFailing",
    )
    asked = [
        now("sum(increase(alertmanager_notifications_total[1h]))", "sent in 1h"),
        now("sum(increase(alertmanager_notifications_failed_total[1h]))", "failed in 1h"),
    ]
    return numbers(place, words, "short", asked).decimals(0)


def lag(place: Place) -> timeseries.Panel:
    words = Words(
        "Is the exporter overloaded?",
        "The longest that its event loop was late in ten seconds, and the probes that run at a moment.",
        "A late loop makes every probe late, and time-outs that are nobody's fault.",
        "Give it fewer probes, or a second exporter.",
        ABSENT,
    )
    asked = [over_time("max(bizprobe_event_loop_lag_seconds)", "event loop lag")]
    return curves(place, words, "s", asked, {"event loop lag": WARN})


def load(place: Place) -> timeseries.Panel:
    words = Words(
        "How much does it use?",
        "Cores that the exporter uses.",
        "It is one process: beyond one core it is late.",
        "Near one core: a second exporter.",
        ABSENT,
    )
    asked = [
        over_time(
            f"sum by (instance) (rate(process_cpu_seconds_total{{{EXPORTER}}}[$__rate_interval]))",
            "{{instance}}",
        )
    ]
    return curves(place, words, "short", asked, {}).decimals(2)


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
    return _by_exporter(place, words, "short", "scrape_samples_post_metric_relabeling").decimals(0)


def rules(place: Place) -> timeseries.Panel:
    words = Words(
        "What do the rules cost?",
        "How long Prometheus takes to evaluate each group of rules, the five longest.",
        "A group that takes longer than its interval skips evaluations, and alerts come late.",
        "Give Prometheus a faster machine, or the group a longer interval.",
        ABSENT,
        runbook="BizprobeRulesFailing",
    )
    family = (
        'label_replace(prometheus_rule_group_last_duration_seconds, "group", "$1", "rule_group", ".*;(.*)")'
    )
    asked = [over_time(f"topk(5, max by (group) ({family}))", "{{group}}")]
    return curves(place, words, "s", asked, {}).fill_opacity(0)


def notifications(place: Place) -> timeseries.Panel:
    words = Words(
        "When were people told?",
        "Notifications by how they were sent, and those that failed.",
        "A storm of messages teaches people not to read them.",
        "Many at once without an incident: look at the grouping and the limits.",
        ABSENT,
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
    asked = [over_time(f"max by (instance) ({family}{{{EXPORTER}}})", "{{instance}}")]
    return curves(place, words, unit, asked, {})
