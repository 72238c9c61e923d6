"""Does every channel show what is in stock, and did every page of it arrive?"""

from grafana_foundation_sdk.builders import stat, statetimeline, timeseries

from panels.curves import curves
from panels.look import ANY_IS_BAD, COMPARED, GOODS, STOCK, WARN
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.timelines import timeline
from questions import exchanging, goods

FAMILY = "bizprobe_stock_items"
NOTHING = "No stock was compared: see whether the probe can ask."
OVERSOLD = f"max by ({goods.WHO}) (bizprobe_oversold_items{{{goods.THESE}}})"


def states(place: Place) -> stat.Panel:
    words = Words(
        "How much stock is shown wrongly?",
        "Items by how their stock at the channels compares with the seller's, over all channels that are "
        "chosen. **hidden**: in stock, shown as sold out. **phantom**: shown, not in stock.",
        "Hidden items cannot be bought, phantom ones have to be cancelled, and marketplaces fine for that.",
        "Find the channel in the table, and open its findings.",
        NOTHING,
        runbook="BizprobeStockHidden",
    )
    return numbers(place, words, "locale", [now(goods.by_state(FAMILY), "{{state}}")], names=STOCK)


def oversold(place: Place) -> stat.Panel:
    words = Words(
        "Was more sold than there is?",
        "Items of which more is reserved than there is, at the seller's system or at a channel.",
        "Somebody's order will have to be cancelled.",
        "Open the findings; take the items off sale everywhere before anything else.",
        "Nobody tells what is reserved.",
        runbook="BizprobeStockOversold",
    )
    return numbers(place, words, "locale", [now(f"sum({OVERSOLD})", "oversold")], limits=ANY_IS_BAD)


def pages_lost(place: Place) -> stat.Panel:
    words = Words(
        "Did pages get lost?",
        "Pages of the last exchange of stocks that should have arrived and did not, over all channels.",
        "Two of nine pages that never arrive are thousands of items with yesterday's stock.",
        "Ask whoever sends them to send the whole again; the runbook says what to look for.",
        "Nobody tells how many pages there should be.",
        runbook="BizprobeExchangePagesLost",
    )
    asked = [now(f"sum({goods.lost_pages('stocks')})", "pages lost")]
    return numbers(place, words, "locale", asked, limits=ANY_IS_BAD)


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "How much stock was shown wrongly, and since when?",
        "Items whose stock does not match, by how; over all channels that are chosen.",
        "A step upward is an upload that broke off; a slope is an exchange that stands still.",
        "Hold it against the pages beside.",
        NOTHING,
        runbook="BizprobeStockDifferent",
    )
    wrong = f'max by (dealer, channel, state) ({FAMILY}{{{goods.THESE},state!="matching"}})'
    colours = {**GOODS, "different": WARN}
    asked = [over_time(f"sum by (state) ({wrong})", "{{state}}")]
    return curves(place, words, "short", asked, colours).decimals(0)


def oversold_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "When was more sold than there is?",
        "Items of which more is reserved than there is, by channel.",
        "It usually follows a rush at one channel while the others still show the stock.",
        "Shorten the time between sale and exchange, or keep a safety stock for the fast ones.",
        "Nobody tells what is reserved.",
        runbook="BizprobeStockOversold",
    )
    asked = [over_time(OVERSOLD, "{{dealer}} · {{channel}}")]
    return curves(place, words, "short", asked, {}).decimals(0)


def pages(place: Place) -> timeseries.Panel:
    words = Words(
        "Did every page of stock arrive?",
        "Pages that the last exchange of stocks should have had, and those that arrived.",
        "A gap between the lines is stock that the channel never heard of.",
        "Ask the integration for the missing pages; see the log of the probe for their numbers.",
        "Nobody tells how many pages there should be.",
        runbook="BizprobeExchangePagesLost",
    )
    return exchanging.pages(place, words, "stocks")


def accepted(place: Place) -> timeseries.Panel:
    words = Words(
        "Was all stock that was sent accepted?",
        "Items sent and accepted in the last exchange of stocks, by the report of who sends them.",
        "What is rejected keeps its old stock at the channel.",
        "If accepted stays below sent, ask the integration for the rejected items.",
        "Nobody reports the exchange of stocks.",
        runbook="BizprobeExchangeRejected",
    )
    return exchanging.accepted(place, words, "stocks")


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which channels showed wrong stock, and since when?",
        "Each channel over time: within its limits, beyond a warning limit, beyond a critical one, or not "
        "known because a side could not be read whole.",
        "Several channels at once point to our own exchange or warehouse.",
        "Hold the beginning against deliveries, stocktakings and uploads of that time.",
        NOTHING,
        runbook="BizprobeStockDifferent",
    )
    asked = [over_time(goods.wrong(FAMILY, "stocks"), "{{dealer}} · {{channel}}")]
    return timeline(place, words, asked, COMPARED)
