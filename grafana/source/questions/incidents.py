"""How many incidents are there, how long do they last, and who answers for them?

From the series that Prometheus keeps of its own alerts: ALERTS while one is pending or fires,
ALERTS_FOR_STATE with the moment at which it became true. A problem is one incident each time it is open.
"""

from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries

from panels.curves import bars
from panels.look import ALERT, BAD, OK, PLAIN_SIDE, SEVERITY, WARN, Word, fixed, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.rows import Column, amount, links, rows, thresholds, word
from panels.runbooks import address, in_the_web
from panels.timelines import timeline
from questions import problems, responsible
from questions.problems import PROBLEM

QUIET = "✔ no alert"
NEVER = "✔ no alert in this time"
BEST_FIRST_LINE = 12.5 * 60
"""Seconds in which the best first line of this trade resolves an incident."""

URGENT = {2: Word("✖ critical", BAD), 1: Word("▲ warning", WARN)}
LATE = [(BEST_FIRST_LINE, BAD)]
RUNBOOK = [links("The runbook", address() + "/${__value.raw}.md")] if in_the_web() else []
CHANNEL = links(
    "The channel in depth",
    "/d/bizprobe-order-flow?${__url_time_range}&var-dealer=${__data.fields.dealer}"
    "&var-channel=${__data.fields.channel}",
)


def open_now(place: Place) -> stat.Panel:
    words = Words(
        "How many are open?",
        "Problems that are open now, by the worst severity of their alerts. Alerts about the same thing at "
        "the same channel are one problem.",
        "Critical ones wake somebody, warnings wait for working hours.",
        "Take the oldest critical one first.",
        QUIET,
    )
    asked = [
        now(f"count(({problems.URGENCY}) == {number}) > 0", severity)
        for number, severity in enumerate(("warning", "critical"), 1)
    ]
    panel = numbers(place, words, "short", asked[::-1])
    for severity, colour in SEVERITY.items():
        panel.override_by_name(severity, [prop("color", fixed(colour))])
    return panel


def how_long(place: Place) -> stat.Panel:
    words = Words(
        "How long do they last, against 12.5 minutes?",
        "The mean time that a problem was open in the range of the dashboard, orange beyond the 12.5 minutes "
        "in which the best first line of this trade resolves an incident; how many there were; and how many "
        "have been open for longer than that.",
        "Every minute of a silent channel is an order that somebody else gets.",
        "Look in the tables below for the type, the team or the dealer that takes longest.",
        QUIET,
    )
    asked = [
        now(f"sum({problems.LASTED}) / sum({problems.TIMES})", "mean"),
        now(f"sum({problems.TIMES})", "in this time"),
        now(f"count({problems.OPEN_FOR} > {BEST_FIRST_LINE:g})", "open for longer"),
    ]
    panel = numbers(place, words, "s", asked).decimals(1)
    panel.override_by_name("mean", [thresholds((None, OK), *LATE)])
    for name in ("in this time", "open for longer"):
        panel.override_by_name(name, [prop("unit", "short"), prop("decimals", 0)])
    return panel.override_by_name("open for longer", [prop("color", fixed(BAD))])


def every_open(place: Place) -> table.Panel:
    words = Words(
        "What is open, since when, how much, and who has it?",
        "A row for each problem that is open now, the longest first. **how many**: orders, items or pages "
        "that it is about. **alert**: the one that fired first.",
        "What stands at the top has been waiting longest.",
        f"Click the channel to see it in depth; {address()} has a page with the name of the alert.",
        QUIET,
    )
    oldest = f"time() - {problems.began(f'{PROBLEM}, alertname')}"
    columns = (
        Column("Open for", 95, f"topk by ({PROBLEM}) (1, {oldest})", looks=amount("s", LATE, decimals=1)),
        Column("Since", 100, f"1000 * {problems.began()}", looks=amount("time:D MMM HH:mm")),
        Column("Severity", 95, problems.URGENCY, looks=word(URGENT)),
        Column("Dealer", 75, label="dealer"),
        Column("Channel", 125, label="channel", looks=[CHANNEL]),
        Column("What", 0, least=240, label="incident", looks=word(responsible.titles("en"))),
        Column("how many", 85, problems.AMOUNT, looks=amount("locale")),
        Column("lost an hour", 100, problems.LOST, looks=amount("locale", [(1, BAD)])),
        Column("in", 50, label="currency", looks=[prop("noValue", " ")]),
        Column("Side", 100, label="side", looks=word(PLAIN_SIDE)),
        Column("Owner", 175, label="owner", looks=word(responsible.teams("en"))),
        Column("Alert", 205, label="alertname", looks=RUNBOOK),
    )
    return rows(place, words, columns, unseen=(problems.OWNER,), largest_first=("Open for",))


def by_type(place: Place) -> table.Panel:
    words = Words(
        "Which type comes often, and which lasts long?",
        "A row for each type of incident of the range: how often it came, how long it lasted on average and "
        "altogether, and how many are open.",
        "What comes often wants a cause removed; what lasts long wants a better runbook or another owner.",
        "docs/responsibility.md says who owns each type.",
        NEVER,
    )
    head = Column("Type", 0, least=180, label="incident", looks=word(responsible.titles("en")))
    return _summed(place, words, head)


def by_owner(place: Place) -> table.Panel:
    words = Words(
        "Whose work, and how fast?",
        "The same for each team: the owner of a type of incident, as the escalation map says.",
        "A team with many long ones has too much to do, or the wrong ones.",
        "Change the owner in alertmanager/escalation.yml, or give the team what it needs.",
        NEVER,
    )
    head = Column("Owner", 0, least=130, label="owner", looks=word(responsible.teams("en")))
    return _summed(place, words, head, owned=True)


def by_dealer(place: Place) -> table.Panel:
    words = Words(
        "Whose business?",
        "The same for each dealer; those about no dealer are about the monitoring itself.",
        "One dealer is a cause at that dealer; all of them are a marketplace, or us.",
        "Click the dealer to see its channels.",
        NEVER,
    )
    channels = links(
        "Its channels", "/d/bizprobe-channels?${__url_time_range}&var-dealer=${__data.fields.dealer}"
    )
    return _summed(place, words, Column("Dealer", 0, least=100, label="dealer", looks=[channels]))


def _summed(place: Place, words: Words, head: Column, *, owned: bool = False) -> table.Panel:
    """How many, how long and how many still, by what stands in the first column."""

    def by_head(expr: str) -> str:
        if owned:
            expr = f"sum by (incident) ({expr}) * on (incident) group_left (owner) {problems.OWNERS}"
        return f"sum by ({head.label}) ({expr})"

    columns = (
        head,
        Column("times", 60, by_head(problems.TIMES), looks=amount("locale")),
        Column(
            "mean",
            80,
            f"{by_head(problems.LASTED)} / {by_head(problems.TIMES)}",
            looks=amount("s", LATE, decimals=1),
        ),
        Column("altogether", 92, by_head(problems.LASTED), looks=amount("s", decimals=1)),
        Column("open", 55, by_head(problems.OPEN), looks=amount("locale", [(1, BAD)])),
    )
    return rows(place, words, columns, largest_first=("altogether",))


def over_the_time(place: Place) -> statetimeline.Panel:
    words = Words(
        "When did they fire?",
        "A line for each type of incident, coloured while it is open.",
        "Lines that begin together are one cause with many effects; a line that comes and goes is a limit "
        "that is too tight.",
        "Find what began first.",
        NEVER,
    )
    quiet = 'label_replace(vector(0), "incident", "no alert", "", "")'
    worst = f"max by (incident) ({problems.URGENCY}) or on () {quiet}"
    return timeline(place, words, [over_time(worst, "{{incident}}")], {**URGENT, 0: ALERT[0]})


def notified(place: Place) -> timeseries.Panel:
    words = Words(
        "How many messages did people get?",
        "Notifications that Alertmanager sent, each bar in its own interval.",
        "One incident should be one message; more teach people not to read them.",
        "If bars are higher than incidents, look at grouping and inhibition.",
        "Alertmanager is not scraped.",
    )
    asked = [over_time("round(sum(increase(alertmanager_notifications_total[$__interval])))", "messages")]
    return bars(place, words, asked, {"messages": OK})
