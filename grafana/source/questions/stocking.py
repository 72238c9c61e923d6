"""Does every channel show what is in stock, and did every page of it arrive?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import curves
from panels.look import GOODS, STOCK, WARN
from panels.panel import Place, Words, over_time
from questions import exchanging, goods

FAMILY, OVERSOLD_FAMILY = "bizprobe_stock_items", "bizprobe_oversold_items"
RUNNING_OUT_FAMILY = "bizprobe_stock_items_running_out"
OVERSOLD = f"max by ({goods.WHO}) ({OVERSOLD_FAMILY}{{{goods.THESE}}})"
RUNNING_OUT = f"max by ({goods.WHO}) ({RUNNING_OUT_FAMILY}{{{goods.THESE}}})"
STOCKS = goods.Compared(
    "stocks",
    FAMILY,
    "stock.+",
    {
        "phantom": ("phantom", "stock-phantom"),
        "hidden": ("hidden", "stock-hidden"),
        "different": ("different", "stock-gap"),
        "missing": ("missing", "stock-missing"),
    },
    (
        goods.beyond("oversold", OVERSOLD, f"{OVERSOLD_FAMILY}_limit", "stock-oversold"),
        *exchanging.facts("stocks"),
        goods.beyond("runs out", RUNNING_OUT, f"{RUNNING_OUT_FAMILY}_limit", "stock-running-out"),
    ),
)
NOTHING_COMPARED = "No stock was compared: see whether the probe can ask."
NO_PACE = "Not asked, or sales of two days are not known yet."


def states(place: Place) -> stat.Panel:
    words = Words(
        "How much stock is shown wrongly?",
        "Items by how their stock at the channels compares with the seller's, over all channels that are "
        "chosen. **hidden**: in stock, shown as sold out. **phantom**: shown, not in stock.",
        "Hidden items cannot be bought, phantom ones have to be cancelled, and marketplaces fine for that.",
        "Find the channel in the table, and open its findings.",
        NOTHING_COMPARED,
        runbook="BizprobeStockHidden",
    )
    return goods.states(place, words, FAMILY, STOCK)


def oversold(place: Place) -> stat.Panel:
    words = Words(
        "Is anything oversold?",
        "Items of which more is reserved than there is, at the seller's system or at a channel.",
        "Somebody's order will have to be cancelled.",
        "Open the findings; take the items off sale everywhere before anything else.",
        "Nobody tells what is reserved.",
        runbook="BizprobeStockOversold",
    )
    return _beyond(place, words, OVERSOLD, OVERSOLD_FAMILY)


def running_out(place: Place) -> stat.Panel:
    words = Words(
        "What runs out soon?",
        "Items that end within the time that the probe names, at the pace of the last days.",
        "What is sold out loses its place in search, and with it the orders after the delivery.",
        "Open the findings for the items; order them, or raise their price.",
        NO_PACE,
        runbook="BizprobeStockRunningOut",
    )
    return _beyond(place, words, RUNNING_OUT, RUNNING_OUT_FAMILY)


def _beyond(place: Place, words: Words, items: str, family: str) -> stat.Panel:
    too_many = f"{items} > {goods.tolerated(f'{family}_limit')}"
    return goods.excess(place, words, {"items": f"sum({items})"}, "beyond limit", too_many)


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "How much stock was shown wrongly, and since when?",
        "Items whose stock does not match, by how; over all channels that are chosen.",
        "A step upward is an upload that broke off; a slope is an exchange that stands still.",
        "Hold it against the pages beside.",
        NOTHING_COMPARED,
        runbook="BizprobeStockDifferent",
    )
    colours = {**GOODS, "different": WARN}
    return curves(place, words, "short", [over_time(STOCKS.wrong, "{{state}}")], colours).decimals(0)


def oversold_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "When was more sold than there is, and what will be sold out soon?",
        "Items of which more is reserved than there is, and items that end within the time that the probe "
        "names, by channel.",
        "The first usually follows a rush at one channel while the others still show the stock.",
        "Shorten the time between sale and exchange, or keep a safety stock for the fast ones.",
        "Nobody tells what is reserved, or how fast it sells.",
        runbook="BizprobeStockOversold",
    )
    asked = [
        over_time(OVERSOLD, "{{dealer}} · {{channel}} oversold"),
        over_time(RUNNING_OUT, "{{dealer}} · {{channel}} runs out"),
    ]
    return curves(place, words, "short", asked, {}).decimals(0)
