"""How many incidents are there, how long do they last, and who answers for them?

From the series that Prometheus keeps of its own alerts: ALERTS while one is pending or fires,
ALERTS_FOR_STATE with the moment at which it became true. An alert is one incident each time it fires.
"""

from grafana_foundation_sdk.builders import stat, table, timeseries

from panels.curves import bars, curves
from panels.look import BAD, NONE, OK, SEVERITY, SIDE, UNKNOWN, Word, fixed, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.rows import Column, amount, links, rows, thresholds, word

QUIET = "✔ no alert"
WHAT = "dealer, incident, alertname, channel, flow, probe, severity, side"
# Also those about no dealer: about Bizprobe itself.
CHOSEN = 'severity=~"critical|warning",dealer=~"$dealer|"'
FIRING = f'ALERTS{{alertstate="firing",{CHOSEN}}}'
SINCE = f"ALERTS_FOR_STATE{{{CHOSEN}}}"
BEST_FIRST_LINE = 12.5 * 60
"""Seconds in which the best first line of this trade resolves an incident."""

OPEN_FOR = f"max by ({WHAT}) (time() - ({SINCE} and ignoring (alertstate) {FIRING}))"
TIMES = (
    f"sum by (incident) ((1 + changes({SINCE}[$__range]))"
    f" and ignoring (alertstate) count_over_time({FIRING}[$__range]))"
)
LASTED = f"sum by (incident) (60 * count_over_time({FIRING}[$__range:1m]))"
MEAN = f"{LASTED} / {TIMES}"
OPEN = f"count by (incident) ({FIRING})"
PLAIN_SIDE = {side: Word(each.text, NONE) for side, each in SIDE.items()}
LATE = [(BEST_FIRST_LINE, BAD)]
CHANNEL = links(
    "The channel in depth",
    "/d/bizprobe-order-flow?${__url_time_range}&var-dealer=${__data.fields.dealer}"
    "&var-channel=${__data.fields.channel}",
)


def open_now(place: Place) -> stat.Panel:
    words = Words(
        "How many are open?",
        "Alerts that fire now, by severity.",
        "Critical ones wake somebody, warnings wait for working hours.",
        "Take the oldest critical one first.",
        QUIET,
    )
    panel = numbers(place, words, "short", [now(f"count by (severity) ({FIRING})", "{{severity}}")])
    for severity, colour in SEVERITY.items():
        panel.override_by_name(severity, [prop("color", fixed(colour))])
    return panel


def by_side(place: Place) -> stat.Panel:
    words = Words(
        "On whose side?",
        "Alerts that fire now, by the side whose fault it looks like.",
        "It tells whom to call: our own people, or the channel's support.",
        "The runbook has ready words for the channel's chat.",
        QUIET,
    )
    return numbers(place, words, "short", [now(f"count by (side) ({FIRING})", "{{side}}")], names=SIDE)


def how_long(place: Place) -> stat.Panel:
    words = Words(
        "How long do they last?",
        "The mean time that an alert fired in the range of the dashboard, and how many there were; orange "
        "beyond the 12.5 minutes in which the best first line of this trade resolves an incident.",
        "Every minute of a silent channel is an order that somebody else gets.",
        "Look in the table below for the type that takes longest.",
        QUIET,
    )
    asked = [
        now(f"sum({LASTED}) / sum({TIMES})", "mean"),
        now(f"sum({TIMES})", "incidents"),
    ]
    panel = numbers(place, words, "s", asked).decimals(1)
    panel.override_by_name("mean", [thresholds((None, OK), *LATE)])
    return panel.override_by_name("incidents", [prop("unit", "short"), prop("decimals", 0)])


def every_open(place: Place) -> table.Panel:
    words = Words(
        "What is open, and since when?",
        "A row for each alert that fires now, the longest first.",
        "What stands at the top has been waiting longest.",
        "Click the channel to see it in depth; docs/runbooks has a page with the name of each alert.",
        QUIET,
    )
    columns = (
        Column("Open for", 110, OPEN_FOR, looks=amount("s", LATE, decimals=1)),
        Column("Severity", 90, label="severity"),
        Column("Dealer", 120, label="dealer"),
        Column("Channel", 150, label="channel", looks=[CHANNEL]),
        Column("Flow", 80, label="flow"),
        Column("Incident", 160, label="incident"),
        Column("Alert", 0, least=200, label="alertname"),
        Column("Probe", 180, label="probe"),
        Column("Side", 90, label="side", looks=word(PLAIN_SIDE)),
    )
    return rows(place, words, columns, largest_first=("Open for",))


def every_type(place: Place) -> table.Panel:
    words = Words(
        "Which type comes often, and which lasts long?",
        "A row for each type of incident of the range: how often it fired, how long on average and "
        "altogether, and how many are open.",
        "What comes often wants a cause removed; what lasts long wants a better runbook or another owner.",
        "docs/responsibility.md says who owns each type.",
        QUIET,
    )
    columns = (
        Column("Incident", 0, least=180, label="incident"),
        Column("times", 90, TIMES, looks=amount("locale")),
        Column("mean", 110, MEAN, looks=amount("s", LATE, decimals=1)),
        Column("altogether", 120, LASTED, looks=amount("s", decimals=1)),
        Column("open", 80, OPEN, looks=amount("locale", [(1, BAD)])),
    )
    return rows(place, words, columns, largest_first=("altogether",))


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "When did they fire?",
        "Alerts that fire, by type.",
        "Towers are one cause with many effects; a carpet is a limit that is too tight.",
        "Find what began first.",
        QUIET,
    )
    asked = [over_time(f"count by (incident) ({FIRING})", "{{incident}}")]
    return curves(place, words, "short", asked, {}).decimals(0).fill_opacity(30)


def by_dealer(place: Place) -> timeseries.Panel:
    words = Words(
        "Whose business?",
        "Alerts that fire, by dealer; those about no dealer are about the monitoring itself.",
        "One dealer is a cause at that dealer; all of them are a marketplace, or us.",
        "Open Channels for the dealer.",
        QUIET,
    )
    asked = [over_time(f"count by (dealer) ({FIRING})", "{{dealer}}")]
    return curves(place, words, "short", asked, {"": UNKNOWN}).decimals(0).fill_opacity(30)


def notified(place: Place) -> timeseries.Panel:
    words = Words(
        "How many messages did people get?",
        "Notifications that Alertmanager sent, each bar in its own interval.",
        "One incident should be one message; more teach people not to read them.",
        "If bars are higher than incidents, look at grouping and inhibition.",
        "Alertmanager is not scraped.",
    )
    asked = [over_time("sum(increase(alertmanager_notifications_total[$__interval]))", "messages")]
    return bars(place, words, asked, {"messages": OK})
