"""Does it sell? Orders, money and silence."""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import bars, curves
from panels.look import CURRENCY, NONE, OK, SHARE, fixed, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions import flows


def silence(place: Place) -> stat.Panel:
    words = Words(
        "How long silent?",
        "Time since the newest order was placed; and the silence as a share of the critical limit in "
        "force, or of "
        "the warning limit where there is no critical one.",
        "At 100 % the alert fires.",
        "If it nears the limit at a busy hour, look first whether we can ask at all.",
        "Not known: nothing was ever seen here, or it was not read lately.",
        runbook="BizprobeFlowSilent",
    )
    asked = [now(flows.LAST_EVENT_AGE, "last order"), now(flows.in_force(flows.silence_share), "of limit")]
    panel = numbers(place, words, "s", asked, limits=SHARE)
    panel.override_by_name("last order", [prop("color", fixed(NONE)), prop("decimals", 1)])
    return panel.override_by_name("of limit", [prop("unit", "percentunit"), prop("decimals", 0)])


def orders_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "Do orders come in?",
        "Each bar counts the orders of its own interval.",
        "A gap is silence; a gap with a tower behind it is a channel that delivered late.",
        "Hold a gap against the runs: a channel that could not be asked shows no orders either.",
        "No order was counted in this time.",
    )
    return bars(place, words, [over_time(f"sum({flows.events('$__interval')})", "orders")], {"orders": OK})


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
