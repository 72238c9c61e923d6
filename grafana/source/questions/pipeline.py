"""Does the monitoring itself do its work: the exporter, Prometheus, Alertmanager?"""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import prometheus, stat, timeseries

from panels.curves import bars, curves
from panels.look import ANY_IS_BAD, BAD, OK, SKY, Word
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.rows import thresholds
from questions.exporters import ABSENT

JOBS = {
    "bizprobe": Word("exporters", OK),
    "prometheus": Word("Prometheus", OK),
    "alertmanager": Word("Alertmanager", OK),
}
# As in the rule BizprobeRulesSlow.
SLOW = 0.5


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
            "round(sum by (integration) (increase(alertmanager_notifications_total[$__interval]))) > 0",
            "{{integration}}",
        ),
        over_time("round(sum(increase(alertmanager_notifications_failed_total[$__interval]))) > 0", "failed"),
    ]
    return bars(place, words, asked, {"webhook": OK, "email": SKY, "failed": BAD})


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
