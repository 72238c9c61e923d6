"""What do the alerts say? From the series that Prometheus itself keeps of them."""

from grafana_foundation_sdk.builders import stat, statetimeline

from panels.look import ALERT, ANY_IS_BAD, SIDE
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.timelines import timeline
from questions import flows
from questions.asking import PROBE

QUIET = "✔ no alert"
# Also alerts about a dealer as a whole, and about Bizprobe itself, which have no channel or no dealer.
ALL_FIRING = f'label_replace(ALERTS{{{flows.LOUD},dealer=~"$dealer|"}}, "side", "unknown", "side", "")'


def by_side(place: Place) -> stat.Panel:
    words = Words(
        "Whose side?",
        "Alerts that fire now, critical and warning, by the side whose fault it looks like.",
        "It tells whom to call: our own people, or the channel's support.",
        "Open the channel; the runbook of its alert says what to do first.",
        QUIET,
    )
    asked = [now(f"count by (side) ({ALL_FIRING})", "{{side}}")]
    return numbers(place, words, "short", asked, limits=ANY_IS_BAD, names=SIDE)


def firing(place: Place) -> stat.Panel:
    words = Words(
        "Does an alert fire?",
        "Alerts about this flow that fire now, critical and warning.",
        "Somebody has been told; the timeline says since when.",
        "Follow the runbook of the alert.",
        QUIET,
    )
    return numbers(place, words, "short", [now(f"sum({flows.ALERTS_FIRING})", "firing")], limits=ANY_IS_BAD)


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which alerts fired, and when?",
        "Alerts about this flow and its probe. Pending: not true for long enough yet. Firing: people were "
        "told.",
        "The first in a chain is usually the cause.",
        "Follow the runbook of the first one: docs/runbooks has a page with its name.",
        QUIET,
    )
    about = f'ALERTS{{{flows.THESE}}} or ALERTS{{{PROBE},channel=""}}'
    states = f'2 * (({about}) and ALERTS{{alertstate="firing"}}) or ({about})'
    quiet = 'label_replace(vector(0), "alertname", "no alert", "", "")'
    asked = [
        over_time(f"max by (alertname, severity) ({states}) or on () {quiet}", "{{alertname}} {{severity}}")
    ]
    return timeline(place, words, asked, ALERT)
