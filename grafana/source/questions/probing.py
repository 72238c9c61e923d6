"""What does one probe do, whatever its kind? `$dealer` and `$probe` are variables of the dashboard."""

from grafana_foundation_sdk.builders import stat, statetimeline, timeseries

from panels.curves import bars, curves
from panels.look import ANSWER, ANY_IS_BAD, BAD, FIRING, UNKNOWN, mapped
from panels.numbers import numbers
from panels.panel import Place, Words, link, now, over_time
from panels.timelines import timeline
from questions.asking import PROBE, REASONS

WHO = "dealer, probe"
PAGE = "${url:raw}"
NEVER = "The probe never ran."


def probe(family: str) -> str:
    return f"max by ({WHO}) ({family}{{{PROBE}}})"


LAST_RUN = probe("bizprobe_probe_last_run_timestamp_seconds")
INTERVAL = probe("bizprobe_probe_interval_seconds")
LAST_ANSWER = probe("bizprobe_probe_last_answer_timestamp_seconds")
# Numbers of look.ANSWER: what the last answer was; not asked where there was none for 2.5 intervals.
ANSWERED = "\nor ".join(
    (
        f"clamp({LAST_RUN} - {LAST_ANSWER} > 2.5 * {INTERVAL}, 2, 2)",
        probe("bizprobe_probe_success"),
        f"2 * clamp({INTERVAL}, 1, 1)",
    )
)


def answer(place: Place) -> stat.Panel:
    words = Words(
        "What does it answer?",
        "The last answer: yes, no, or that the question could not be asked for 2.5 intervals.",
        "No is a fact about the business; not asked is one about us.",
        "The page of the probe (the link of this panel) lists what it found.",
        NEVER,
        runbook="BizprobeProbeCannotAsk",
    )
    panel = numbers(place, words, "none", [now(ANSWERED, "answer")], limits=((None, UNKNOWN),))
    return panel.mappings(mapped(ANSWER)).links([link("What it found", PAGE, elsewhere=True)])


def ages(place: Place) -> stat.Panel:
    words = Words(
        "When did it last run, answer and say yes?",
        "How long ago the last run, the last answer and the last yes were; and how often it runs.",
        "A run without an answer could not ask; an answer without a yes found something.",
        "If the last run is older than three intervals, the exporter is overloaded or the probe hangs.",
        NEVER,
        runbook="BizprobeProbeOverdue",
    )
    asked = [
        now(f"time() - {LAST_RUN}", "run"),
        now(f"time() - {LAST_ANSWER}", "answer"),
        now(f"time() - {probe('bizprobe_probe_last_success_timestamp_seconds')}", "yes"),
        now(INTERVAL, "runs every"),
    ]
    return numbers(place, words, "s", asked).decimals(0)


def found(place: Place) -> stat.Panel:
    words = Words(
        "How much did it find?",
        "Findings of the last answer.",
        "Each is a concrete thing to mend: an order, an item, a key.",
        "The page of the probe (the link of this panel) lists them, the worst first.",
        "No answer yet.",
    )
    panel = numbers(
        place, words, "locale", [now(probe("bizprobe_probe_findings"), "findings")], limits=ANY_IS_BAD
    )
    return panel.links([link("The findings", PAGE, elsewhere=True)])


def reliable(place: Place) -> stat.Panel:
    words = Words(
        "Can it be relied on?",
        "Runs of the last 24 hours that could ask, and the part that must.",
        "A probe that fails every tenth time will fail in the hour that matters.",
        "The reasons are below; a time-out wants a longer `timeout`, a budget a longer `every`.",
        NEVER,
        runbook="BizprobeProbeCannotAsk",
    )
    runs = f"sum(increase(bizprobe_probe_runs_total{{{PROBE}}}[24h]))"
    errors = f"(sum(increase(bizprobe_probe_errors_total{{{PROBE}}}[24h])) or vector(0))"
    asked = [
        now(f"clamp_min(1 - {errors} / {runs}, 0)", "could ask"),
        now(probe("bizprobe_probe_objective_ratio"), "must"),
    ]
    return numbers(place, words, "percentunit", asked).decimals(1)


def answers(place: Place) -> statetimeline.Panel:
    words = Words(
        "What did it answer, and since when?",
        "Yes, no, or not asked, over time.",
        "The beginning of a no is the beginning of the incident.",
        "Hold it against the runs below: errors before it mean that it may have begun earlier.",
        NEVER,
    )
    return timeline(place, words, [over_time(ANSWERED, "{{dealer}} · {{probe}}")], ANSWER)


def findings(place: Place) -> timeseries.Panel:
    words = Words(
        "Did it find more or less?",
        "Findings of each answer over time.",
        "A slope grows with every exchange; a step came with one upload.",
        "See the first of the findings on the page of the probe.",
        "No answer yet.",
    )
    asked = [over_time(probe("bizprobe_probe_findings"), "findings")]
    return curves(place, words, "locale", asked, {"findings": BAD}).decimals(0)


def runs(place: Place) -> timeseries.Panel:
    words = Words(
        "Could it ask?",
        "Runs that could ask their question, and those that could not, by reason.",
        "A probe that cannot ask knows nothing.",
        "unauthorized, forbidden: the key. rate_limited: the budget. timeout, connect, dns, tls: the "
        "network. server_error, bad_answer: their side.",
        "The probe did not run in this time.",
        runbook="BizprobeProbeCannotAsk",
    )
    errors = f"increase(bizprobe_probe_errors_total{{{PROBE}}}[$__interval])"
    ended = f"increase(bizprobe_probe_runs_total{{{PROBE}}}[$__interval])"
    asked = [
        over_time(f"clamp_min(sum({ended}) - (sum({errors}) or vector(0)), 0)", "asked"),
        over_time(f"sum by (reason) ({errors}) > 0", "{{reason}}"),
    ]
    return bars(place, words, asked, REASONS)


def alerting(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which alerts named it?",
        "Alerts about this probe that fired, by name.",
        "The first in a chain is usually the cause.",
        "docs/runbooks has a page with the name of each.",
        "✔ no alert",
    )
    named = (
        f'max by (alertname, severity) (ALERTS{{{PROBE},alertstate="firing",severity=~"critical|warning"}})'
    )
    quiet = 'label_replace(vector(0), "alertname", "no alert", "", "")'
    asked = [over_time(f"{named} or on () {quiet}", "{{alertname}} {{severity}}")]
    return timeline(place, words, asked, FIRING)
