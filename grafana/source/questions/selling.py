"""Does it sell? Orders, money and silence."""

from grafana_foundation_sdk.builders import stat, statetimeline, timeseries

from panels.curves import bars, curves
from panels.look import CURRENCY, NONE, OK, SHARE, STATE, UNKNOWN, fixed, mapped, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.timelines import timeline
from questions import flows

NOBODY = "No flow is known: is the exporter up?"


def state(place: Place) -> stat.Panel:
    words = Words(
        "How is it?",
        "The worst that is true of this flow now.",
        "One word before the details.",
        "Go to the section that the word names: silence, lost orders, orders that stand still, or the "
        "asking.",
        NOBODY,
    )
    panel = numbers(place, words, "none", [now(flows.STATE, "state")], limits=((None, UNKNOWN),))
    return panel.mappings(mapped(STATE))


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Since when?",
        "The state of each channel over time, the worst that was true of it.",
        "When it began tells what to look for: a release, an upload of prices, an expired key, work on "
        "their side.",
        "Hold it against what was changed at that time; several channels at once point to our own side.",
        NOBODY,
    )
    return timeline(place, words, [over_time(flows.STATE, "{{dealer}} · {{channel}} {{flow}}")], STATE)


def silence(place: Place) -> stat.Panel:
    words = Words(
        "How long silent?",
        "Time since the newest order was placed; and the silence as a share of the critical limit in "
        "force, or of "
        "the warning limit where there is no critical one.",
        "At 100 % the alert fires.",
        "If it nears the limit at a busy hour, look first whether we can ask at all.",
        "No order was ever seen here.",
        runbook="BizprobeFlowSilent",
    )
    asked = [now(flows.LAST_EVENT_AGE, "last order"), now(flows.in_force(flows.silence_share), "of limit")]
    panel = numbers(place, words, "s", asked, limits=SHARE)
    panel.override_by_name("last order", [prop("color", fixed(NONE)), prop("decimals", 1)])
    return panel.override_by_name("of limit", [prop("unit", "percentunit"), prop("decimals", 0)])


def orders(place: Place) -> stat.Panel:
    words = Words(
        "Orders?",
        "Orders and other events in the last hour and the last 24 hours; each counts once, also after a "
        "restart.",
        "It is the pulse of the business.",
        "Fewer than usual without silence: look at prices, stocks and the place in search.",
        "Nothing was ever counted.",
    )
    hour, day = (now(f"sum({flows.events(window)})", f"last {window}") for window in ("1h", "24h"))
    return numbers(place, words, "locale", [hour, day]).decimals(0)


def money(place: Place) -> stat.Panel:
    words = Words(
        "Money?",
        "Money of the orders in the last hour and the last 24 hours, by currency.",
        "The hour is what an hour of silence costs.",
        "Orders without money: check the prices of what sells.",
        "No order with an amount came in.",
    )
    asked = [
        now(flows.money(window, by="currency"), f"{{{{currency}}}} {window}") for window in ("1h", "24h")
    ]
    return numbers(place, words, "short", asked)


def orders_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "Do orders come in?",
        "Each bar counts the orders of its own interval.",
        "A gap is silence; a gap with a tower behind it is a channel that delivered late.",
        "Hold a gap against the runs: a channel that could not be asked shows no orders either.",
        "No order was counted in this time.",
    )
    return bars(place, words, [over_time(f"sum({flows.events('$__interval')})", "orders")], {"orders": OK})


def orders_an_hour(place: Place) -> timeseries.Panel:
    words = Words(
        "How many orders an hour, against last week?",
        "Orders in the hour before each moment, and the same a week earlier.",
        "All channels down together is our own side; a holiday looks the same, so know the calendar.",
        "If the curve leaves last week's, find the channel in the table.",
        "No order was counted in this time.",
    )
    present, past = flows.events("1h"), flows.events("1h", "offset 1w")
    asked = [over_time(f"sum({present})", "orders"), over_time(f"sum({past})", "a week ago")]
    return curves(place, words, "short", asked, {"orders": OK, "a week ago": UNKNOWN})


def money_an_hour(place: Place) -> timeseries.Panel:
    words = Words(
        "How much money an hour?",
        "Money of the orders in the hour before each moment, a line for each currency.",
        "Orders may go on while their value falls: a price of zero sells very well.",
        "If money falls and orders do not, check the prices of what sells.",
        "No order with an amount came in.",
    )
    return curves(
        place, words, "locale", [over_time(flows.money("1h", by="currency"), "{{currency}}")], CURRENCY
    )


def silence_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "How long was it silent, against the limit?",
        "How old the newest order was at the last read, and the limits of that hour as dashed lines.",
        "Above a line the alert of that severity fires, once the limit has been in force for so long itself.",
        "A line that is crossed every day is too tight: change `silence` of the probe.",
        "No order was ever seen here, and no limit of silence is set.",
        runbook="BizprobeFlowSilent",
    )
    limit = flows.newest("bizprobe_flow_silence_limit_seconds", ", severity")
    asked = [
        over_time(f"max({flows.SINCE_EVENT}) / 60", "since the last order"),
        over_time(f"max by (severity) ({limit}) / 60", "limit ({{severity}})"),
    ]
    return curves(place, words, "m", asked, {"since the last order": OK})
