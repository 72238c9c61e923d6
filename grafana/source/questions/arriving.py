"""Do orders arrive on the other side, and do they move on?"""

from grafana_foundation_sdk.builders import timeseries

from panels.curves import curves, stacked
from panels.look import BAD, PINK, STATUS
from panels.panel import Place, Words, link, over_time
from questions import flows

FINDINGS = "${url:raw}"


def missing(place: Place) -> timeseries.Panel:
    words = Words(
        "Did orders get lost on the way?",
        "Orders that only one side knows after the grace period, by the side that lacks them; dashed, how "
        "many are "
        "tolerated.",
        "Missing in the book: a buyer waits and nobody packs. Missing in the channel: somebody packs for "
        "nobody.",
        "Open the findings (the link of this panel) for their numbers, and enter by hand what the book "
        "lacks.",
        "The orders of this flow are not compared with a book.",
        runbook="BizprobeFlowOrdersMissing",
    )
    limit = flows.newest("bizprobe_flow_missing_limit", ", where, severity")
    asked = [
        over_time(
            f"sum by (where) ({flows.newest('bizprobe_flow_missing', ', where')})", "missing in {{where}}"
        ),
        over_time(f"min by (severity) ({limit})", "limit ({{severity}})"),
    ]
    panel = curves(place, words, "short", asked, {"missing in book": BAD, "missing in channel": PINK})
    return (
        panel.decimals(0)
        .axis_soft_max(1)
        .links([link("Numbers of the missing orders", FINDINGS, elsewhere=True)])
    )


def waiting(place: Place) -> timeseries.Panel:
    words = Words(
        "Do orders move on?",
        "Open orders by status, stacked. Every channel's own words are mapped to these statuses.",
        "A status that only grows is a step that stands still: nobody assembles, or the courier does not "
        "come.",
        "Ask whoever owns the step of the growing status.",
        "No open order is known.",
        runbook="BizprobeOpenOrdersTooOld",
    )
    asked = [over_time(f"sum by (status) ({flows.newest('bizprobe_open_orders', ', status')})", "{{status}}")]
    return curves(place, words, "short", asked, STATUS).decimals(0).fill_opacity(50).stacking(stacked())


def oldest(place: Place) -> timeseries.Panel:
    words = Words(
        "How long do orders stand still?",
        "Age of the oldest open order in each status, in hours; dashed, the limits of the statuses that "
        "have one.",
        "Marketplaces fine late assembly, and push late sellers down in search.",
        "Open the findings (the link of this panel) for the numbers of the oldest orders.",
        "No open order is known.",
        runbook="BizprobeOpenOrdersTooOld",
    )
    limit = flows.newest("bizprobe_open_order_age_limit_seconds", ", status, severity")
    asked = [
        over_time(f"max by (status) ({flows.OPEN_AGE}) / 3600", "{{status}}"),
        over_time(f"max by (status, severity) ({limit}) / 3600", "{{status}} limit ({{severity}})"),
    ]
    panel = curves(place, words, "h", asked, STATUS)
    return panel.links([link("The oldest orders", FINDINGS, elsewhere=True)])
