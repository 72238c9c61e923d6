"""Rules ask only for series that exist, with the labels that they have."""

import re

import pytest
import yaml
from promql_parser import parse

from bizprobe.errors import Reason
from bizprobe.metrics.families import BY_NAME
from tests.unit.rules.rulebook import PROMETHEUS, QUERY, ROOT, Rule, rules, selectors

RULES = list(rules())
RECORDED = {rule.name for rule in RULES if not rule.is_alert}
PLATFORM = {
    "ALERTS",
    "up",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "prometheus_rule_evaluation_failures_total",
    "prometheus_notifications_dropped_total",
    "prometheus_notifications_errors_total",
    "prometheus_remote_storage_highest_timestamp_in_seconds",
    "prometheus_remote_storage_queue_highest_sent_timestamp_seconds",
    "prometheus_rule_group_interval_seconds",
    "prometheus_rule_group_iterations_missed_total",
    "prometheus_rule_group_iterations_total",
    "prometheus_rule_group_last_duration_seconds",
    "prometheus_target_scrape_pool_exceeded_label_limits_total",
    "prometheus_target_scrapes_exceeded_body_size_limit_total",
    "prometheus_target_scrapes_exceeded_sample_limit_total",
    "prometheus_tsdb_compactions_failed_total",
    "prometheus_tsdb_wal_writes_failed_total",
    "prometheus_config_last_reload_successful",
    "alertmanager_cluster_failed_peers",
    "alertmanager_config_hash",
    "alertmanager_notifications_failed_total",
    "alertmanager_config_last_reload_successful",
}

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def queries(rule: Rule) -> list[str]:
    """The expression, and the queries of its annotations with their placeholders filled in."""
    templates = "\n".join(rule.annotations.values())
    return [
        rule.expr,
        *(query.replace("%q", '"x"') for query in QUERY.findall(templates) if "(" in query or "{" in query),
    ]


@every_rule
def test_every_series_is_one_that_somebody_exports_or_records(rule: Rule) -> None:
    named = {selector.name for query in queries(rule) for selector in selectors(query)}
    assert named <= BY_NAME.keys() | RECORDED | PLATFORM


@every_rule
def test_every_label_that_is_matched_is_declared(rule: Rule) -> None:
    for selector in (selector for query in queries(rule) for selector in selectors(query)):
        if selector.name in BY_NAME:
            matched = {matcher.name for matcher in selector.matchers.matchers}
            assert matched <= {*BY_NAME[selector.name].labels, "job", "instance"}


@every_rule
def test_every_reason_that_is_matched_exists(rule: Rule) -> None:
    for reasons in re.findall(r'reason[=!]~?"([^"]*)"', rule.expr):
        assert set(reasons.split("|")) <= {*Reason, ""}


def test_no_limit_is_exported_that_nothing_is_held_against() -> None:
    limits = {name for name in BY_NAME if name.endswith(("_limit", "_limit_seconds"))}
    assert limits <= {selector.name for rule in RULES for selector in selectors(rule.expr)}


@every_rule
def test_every_query_can_be_parsed(rule: Rule) -> None:
    assert all(parse(query) for query in queries(rule))


def test_the_scrape_warning_comes_at_80_percent_of_the_sample_limit() -> None:
    jobs = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
    [limit] = [job["sample_limit"] for job in jobs if job["job_name"] == "bizprobe"]
    [near] = [rule for rule in RULES if rule.name == "BizprobeScrapeNearLimit"]
    assert near.expr.endswith(f"> {limit * 80 // 100}")


def test_what_annotations_begin_with_is_dropped_from_the_alerts() -> None:
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    [drop] = config["alerting"]["alert_relabel_configs"]
    used = set(re.findall(r"\$externalLabels\.(\w+)", "".join(str(rule.annotations) for rule in RULES)))
    assert drop["action"] == "labeldrop"
    assert set(drop["regex"].split("|")) == used == config["global"]["external_labels"].keys()
    assert (ROOT / config["global"]["external_labels"]["runbooks"]).is_dir()
