"""What does one probe do, whatever its kind? `$dealer` and `$probe` are variables of the dashboard."""

from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries

from panels.curves import curves
from panels.look import ANSWER, BAD, FIRING, NONE, OK, UNKNOWN, WARN, Word, fixed, mapped, prop
from panels.numbers import numbers
from panels.panel import Place, Words, link, now, over_time
from panels.rows import Column, amount, rows, thresholds, word
from panels.runbooks import address
from panels.timelines import timeline
from questions.asking import PROBE

WHO = "dealer, probe"
QUESTIONS = {
    "flow": Word("Do orders and other events come in, and into the book?", NONE),
    "prices": Word("Does the channel show the seller's prices?", NONE),
    "sold_prices": Word("Is everything sold at a valid price?", NONE),
    "stocks": Word("Does the channel show the stock that there is?", NONE),
    "order_statuses": Word("Do both sides tell the same status of each order?", NONE),
    "exchange": Word("Did the last exchange arrive whole?", NONE),
    "credentials": Word("Is the key valid, and does it have its rights?", NONE),
}
PAGE = "${url:raw}"
NEVER = "The probe never ran."


def probe(family: str) -> str:
    return f"max by ({WHO}) ({family}{{{PROBE}}})"


CHANNEL = f"probe:bizprobe_flow:info{{{PROBE}}} or on ({WHO}) probe:bizprobe_channel:info{{{PROBE}}}"
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


def about(place: Place) -> table.Panel:
    words = Words(
        "What does this probe ask?",
        "Its question, what it is about, which business service stands on it, and how often it asks.",
        "It says what nobody knows while the probe cannot ask.",
        "The page of the probe (the link in the head) lists what it found.",
        "No probe is chosen.",
    )
    told = f"max by ({WHO}, kind, business_service) (bizprobe_probe_expected_info{{{PROBE}}})"
    columns = (
        Column("Question", 0, least=260, label="kind", looks=word(QUESTIONS)),
        Column("Channel", 160, label="channel"),
        Column("Business service", 150, label="business_service"),
        Column("Asks", 130, label="asked"),
        Column("Against", 110, label="against"),
        Column("Every", 80, INTERVAL, looks=amount("s")),
        Column("Gives up after", 120, probe("bizprobe_probe_timeout_seconds"), looks=amount("s")),
    )
    unseen = (told, f"max by ({WHO}, channel) ({CHANNEL})", _asks("asked", "="), _asks("against", "!="))
    return rows(place, words, columns, unseen=unseen, unseen_labels=("dealer", "probe"))


def _asks(label: str, side: str) -> str:
    """The account of the channel that is asked, or the system that its answer is held against, as a label."""
    remotes = f'bizprobe_asks_info{{{PROBE},side{side}"channel"}}'
    named = f'label_replace({remotes}, "{label}", "$1", "remote", "(.+)")'
    return f"topk by ({WHO}) (1, max by ({WHO}, {label}) ({named}))"


def answer(place: Place) -> stat.Panel:
    words = Words(
        "What does it say?",
        "The last answer: yes, all is well; no, something is wrong; or that the question could not be asked "
        "for 2.5 intervals.",
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
        "How long ago the last run, the last answer and the last yes were.",
        "A run without an answer could not ask; an answer without a yes found something.",
        "If the last run is older than three intervals, the exporter is overloaded or the probe hangs.",
        NEVER,
        runbook="BizprobeProbeOverdue",
    )
    asked = [
        now(f"time() - {LAST_RUN}", "run"),
        now(f"time() - {LAST_ANSWER}", "answer"),
        now(f"time() - {probe('bizprobe_probe_last_success_timestamp_seconds')}", "yes"),
    ]
    return numbers(place, words, "s", asked).decimals(0)


def found(place: Place) -> stat.Panel:
    words = Words(
        "What did it find?",
        "How many findings the last answer had.",
        "Each is a concrete thing to mend: an order, an item, a key.",
        "The page of the probe (the link of this panel) lists them, the worst first.",
        "? not known",
    )
    limits = ((None, UNKNOWN), (0, OK), (1, BAD))
    asked = [now(probe("bizprobe_probe_findings"), "findings")]
    panel = numbers(place, words, "locale", asked, limits=limits)
    return panel.links([link("The findings", PAGE, elsewhere=True)])


def reliable(place: Place) -> stat.Panel:
    words = Words(
        "Can it be relied on?",
        "**could ask**: the part of the runs of the last 24 hours that could ask. **must**: its objective. "
        "**errors left**: what is left of those that the objective allows for 30 days; while the probe is "
        "blind and an alert says so, none are counted.",
        "A probe that fails every tenth time will fail in the hour that matters.",
        "The reasons are below; a time-out wants a longer `timeout`, a budget a longer `every`.",
        NEVER,
        runbook="BizprobeProbeObjectiveMissed",
    )
    runs = f"sum(increase(bizprobe_probe_runs_total{{{PROBE}}}[24h]))"
    errors = f"(sum(increase(bizprobe_probe_errors_total{{{PROBE}}}[24h])) or vector(0))"
    allowed = f'max(objective:bizprobe_budget:ratio{{objective="probe",{PROBE}}})'
    failed = f"({_of_30_days('failed')} or vector(0))"
    could, must = f"clamp_min(1 - {errors} / {runs}, 0)", f"max({probe('bizprobe_probe_objective_ratio')})"
    asked = [
        now(f"{could} < {must}", "could ask"),
        now(f"{could} >= {must}", "could ask"),
        now(must, "must"),
        now(f"clamp_min(1 - {failed} / ({allowed} * {_of_30_days('asked')} > 0), 0)", "errors left"),
    ]
    panel = numbers(place, words, "percentunit", asked).decimals(0)
    panel.override_by_query("A", [prop("color", fixed(BAD))])
    return panel.override_by_name("errors left", [thresholds((None, BAD), (0.1, WARN), (0.3, OK))])


def _of_30_days(what: str) -> str:
    """Runs, as the objective counts them."""
    return f'sum(sum_over_time(objective:bizprobe_{what}:increase5m{{objective="probe",{PROBE}}}[30d]))'


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


def alerting(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which alerts name it, or its channel?",
        "Alerts about this probe, or about the channel that it asks, that fired, by name.",
        "The first in a chain is usually the cause.",
        f"{address()} has a page with the name of each.",
        "✔ no alert",
    )
    loud = 'alertstate="firing",severity=~"critical|warning"'
    named = (
        f"max by (alertname, severity) (ALERTS{{{PROBE},{loud}}}\n"
        f'  or ALERTS{{dealer=~"$dealer",probe="",{loud}}} and on (dealer, channel) ({CHANNEL}))'
    )
    quiet = 'label_replace(vector(0), "alertname", "no alert", "", "")'
    asked = [over_time(f"{named} or on () {quiet}", "{{alertname}} {{severity}}")]
    return timeline(place, words, asked, FIRING)
