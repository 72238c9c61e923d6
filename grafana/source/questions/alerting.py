"""What do the alerts say? From the series that Prometheus itself keeps of them."""

from grafana_foundation_sdk.builders import stat, statetimeline, table
from grafana_foundation_sdk.models.common import VizOrientation

from panels.look import ALERT, ANY_IS_BAD, BAD, PLAIN_SIDE, SIDE, Word
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.rows import Column, amount, rows, word
from panels.runbooks import address
from panels.timelines import timeline
from questions import firing
from questions.incidents import RUNBOOK, URGENT
from questions.problems import OPEN, OWNER, OWNERS
from questions.responsible import teams, titles

QUIET = "✔ no alert"
# Also those about the channel as a whole, such as its prices.
ABOUT = 'dealer=~"$dealer",channel=~"$channel",flow=~"$flow|"'
_FIRING = firing.firing(ABOUT)
_TOLD = "alertname, incident, severity, side"
SEVERITIES = {"critical": URGENT[2], "warning": URGENT[1]}


def by_side(place: Place) -> stat.Panel:
    words = Words(
        "Whose side?",
        "Problems that are open now, by the side whose fault it looks like.",
        "It tells whom to call: our own people, or the channel's support.",
        "Open the channel; the runbook of its alert says what to do first.",
        QUIET,
    )
    told = f'label_replace({OPEN}, "side", "unknown", "side", "")'
    asked = [now(f"count by (side) ({told})", "{{side}}")]
    return numbers(place, words, "short", asked, limits=ANY_IS_BAD, names=SIDE)


def by_owner(place: Place) -> stat.Panel:
    words = Words(
        "Whose turn is it?",
        "Problems that are open now, by the team that owns their type, as the escalation map says.",
        "Somebody must have them; a team with many needs help.",
        "docs/responsibility.md tells how each team is reached, and who is next.",
        QUIET,
    )
    names = {team: Word(word.text, BAD) for team, word in teams("en").items()}
    asked = [now(f"count by (owner) ({OWNER})", "{{owner}}")]
    panel = numbers(place, words, "short", asked, limits=ANY_IS_BAD, names=names)
    # Names of teams are long: a line for each.
    return panel.orientation(VizOrientation.HORIZONTAL).wide_layout(True)


def what_fires(place: Place) -> table.Panel:
    words = Words(
        "What fires, since when, and what is to be done?",
        "A row for each alert about this channel that fires, the longest first, with the team that owns it.",
        "What began first is usually the cause of the rest.",
        f"Follow the runbook of the first one: {address()} has a page with the name of the alert.",
        QUIET,
    )
    began = firing.began(ABOUT, _TOLD)
    owned = f"max by ({_TOLD}) ({_FIRING}) * on (incident) group_left (owner) {OWNERS}"
    columns = (
        Column("Open for", 100, f"time() - {began}", looks=amount("s", decimals=1)),
        Column("Since", 130, f"1000 * {began}", looks=amount("time:D MMM HH:mm:ss")),
        Column("Severity", 100, label="severity", looks=word(SEVERITIES)),
        Column("What", 0, least=200, label="incident", looks=word(titles("en"))),
        Column("Side", 90, label="side", looks=word(PLAIN_SIDE)),
        Column("Owner", 190, label="owner", looks=word(teams("en"))),
        Column("Runbook", 0, least=220, label="alertname", looks=RUNBOOK),
    )
    return rows(place, words, columns, unseen=(owned,), largest_first=("Open for",))


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which alerts fired, and when?",
        "Alerts about this flow, and about its channel. Pending: not true for long enough yet. Firing: "
        "people were told.",
        "The first in a chain is usually the cause.",
        "Follow the runbook of the first one: docs/runbooks has a page with its name.",
        QUIET,
    )
    states = f"2 * {_FIRING} or ALERTS{{{firing.LOUD},{ABOUT}}}"
    quiet = 'label_replace(vector(0), "alertname", "no alert", "", "")'
    asked = [
        over_time(f"max by (alertname, severity) ({states}) or on () {quiet}", "{{alertname}} {{severity}}")
    ]
    return timeline(place, words, asked, ALERT)
