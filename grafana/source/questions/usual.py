"""Does as much come in as usual, and what is lost where it does not? From what is recorded of every flow."""

from typing import NamedTuple

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import band, curves
from panels.look import ANY_IS_BAD, BAD, OK, PINK, SKY, UNKNOWN, WARN, YELLOW, fixed, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions.flows import THESE, WHO, events

NO_HISTORY = "No history yet: two weeks of it are needed."
LOSS = {"RUB": BAD, "USD": WARN, "EUR": PINK, "KZT": YELLOW, "BYN": SKY}


class Names(NamedTuple):
    """What the curves of an hour are called."""

    last_hour: str = "last hour"
    usual: str = "usual"
    lowest: str = "lowest that is usual"
    highest: str = "highest that is usual"


def recorded(what: str) -> str:
    """A recorded number of events of the flows that are chosen, by the flow."""
    return f"max by ({WHO}) (flow:bizprobe_flow_events:{what}{{{THESE}}})"


LAST_HOUR, USUAL = recorded("increase1h"), recorded("expected1h")
SHARE = f"{LAST_HOUR} / ({USUAL} > 0)"
LOST = f"max by ({WHO}, currency) (flow_currency:bizprobe_flow_lost_amount:per_hour{{{THESE}}})"


def known(what: str) -> str:
    """The sum over the flows whose last hour is known; over all while none is.

    What could not be read must not look as if it had not come in.
    """
    return f"sum({recorded(what)} and {LAST_HOUR})\nor sum({recorded(what)})"


def against_usual(place: Place) -> stat.Panel:
    words = Words(
        "As usual?",
        "Orders and other events of the last hour, and how many are usual at this hour: the median of the "
        "same hour of the last four weeks. Days unlike others, such as holidays, have no usual. During the "
        "first hour of an exporter, what has come in so far.",
        "Fewer than usual is a loss that no silence shows.",
        "Open the channels: which of them is below its band?",
        NO_HISTORY,
        runbook="BizprobeFlowBelowBaseline",
    )
    asked = [
        now(f"sum({LAST_HOUR})", "last hour"),
        now(f"sum({events('1h')}) unless sum({LAST_HOUR})", "so far"),
        now(known("expected1h"), "usual"),
    ]
    # Neither is good or bad by itself.
    panel = numbers(place, words, "locale", asked).decimals(0)
    return panel.override_by_regexp("/.+/", [prop("color", fixed("text"))])


def lost(place: Place) -> stat.Panel:
    words = Words(
        "How much is lost?",
        "Money lost per hour while flows are silent, stopped or below their usual: what is usual less what "
        "came, times the average worth of one.",
        "It says what another hour costs, and so how urgent it is.",
        "Begin with the channel that loses most.",
        "no loss is known",
        runbook="BizprobeFlowStopped",
    )
    asked = [now(f"sum by (currency) ({LOST})", "{{currency}} an hour")]
    return numbers(place, words, "locale", asked, limits=ANY_IS_BAD).decimals(0)


def hour_by_hour(place: Place) -> timeseries.Panel:
    words = Words(
        "How many an hour, against what is usual?",
        "Events of the hour before each moment; what is usual then, and the band around it that chance "
        "explains. Channels that could not be read are left out.",
        "A curve that leaves its band downward is lost business; one that leaves it upward may be a wrong "
        "price.",
        "Hold the moment at which it left against what was changed.",
        NO_HISTORY,
        runbook="BizprobeFlowBelowBaseline",
    )
    return hours(place, words, Names())


def hours(place: Place, words: Words, names: Names) -> timeseries.Panel:
    """What came in during the hour before each moment, in its band."""
    asked = [
        over_time(f"sum({LAST_HOUR})", names.last_hour),
        over_time(known("expected1h"), names.usual),
        over_time(known("low1h"), names.lowest),
        over_time(known("high1h"), names.highest),
    ]
    panel = curves(place, words, "locale", asked, {names.last_hour: OK, names.usual: UNKNOWN})
    return band(panel.fill_opacity(0).decimals(0), names.lowest, names.highest)


def lost_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "When was money lost, and how fast?",
        "Money lost per hour at each moment, by currency.",
        "The area below the curve is what the incident has cost.",
        "Hold its end against the moment at which somebody acted.",
        "No loss is known of this time.",
        runbook="BizprobeFlowStopped",
    )
    asked = [over_time(f"sum by (currency) ({LOST})", "{{currency}} an hour")]
    colours = {f"{currency} an hour": colour for currency, colour in LOSS.items()}
    return curves(place, words, "locale", asked, colours).fill_opacity(30)
