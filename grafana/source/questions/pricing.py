"""Does every channel show the price that the seller's system holds?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import bars, curves
from panels.look import ANY_IS_BAD, BAD, CURRENCY, GOODS, NOTHING, PRICE, WARN, fixed, mapped, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions import exchanging, goods
from questions.judging import Fact

FAMILY = "bizprobe_price_items"


def sold(word: str, direction: str, incident: str) -> Fact:
    """That order lines of the last hour were sold at no price that was valid."""
    of = f'{goods.THESE},direction="{direction}"'
    lines = f"max by ({goods.WHO}) (increase(bizprobe_price_stale_lines_total{{{of}}}[1h]))"
    return goods.beyond(word, lines, "bizprobe_price_stale_lines_limit", incident, of)


PRICES = goods.Compared(
    "prices",
    FAMILY,
    "price.+",
    {
        "different": ("different", "price-gap"),
        "quarantined": ("held back", "prices-quarantined"),
        "missing": ("missing", "prices-missing"),
        "unexpected": ("unexpected", "prices-unexpected"),
    },
    (
        sold("sold too cheap", "under", "price-loss"),
        *exchanging.facts("prices"),
        sold("sold too dear", "over", "price-over"),
    ),
)
# The page that lists the orders sold at old prices: a label.
ORDERS = (
    f"max by ({goods.WHO}, orders) (label_replace("
    f'bizprobe_sold_prices_info{{{goods.THESE}}}, "orders", "$1", "url", "(.+)"))'
)
_GAPS = {
    f"{direction} {{{{currency}}}}": f"sum by (currency) ({goods.gap(direction)})"
    for direction in ("under", "over")
}
NOTHING_COMPARED = "No price was compared: see whether the probe can ask."


def states(place: Place) -> stat.Panel:
    words = Words(
        "How many prices are wrong?",
        "Items by how their price at the channels compares with the seller's, to the kopeck, over all "
        "channels that are chosen. What differs for less than the grace period still counts as matching.",
        "A price too low costs money with every piece, one too high costs the buyer.",
        "Find the channel in the table, and open its findings.",
        NOTHING_COMPARED,
        runbook="BizprobePricesDifferent",
    )
    return goods.states(place, words, FAMILY, PRICE)


def at_stake(place: Place) -> stat.Panel:
    words = Words(
        "How much money lies between?",
        "The differences added up, one piece of each item: under, where channels show less than the seller's "
        "price, and over, where they show more; by currency.",
        "Under is what one sale of each item would lose.",
        "The findings list the largest differences first.",
        "No price differs, or none was compared.",
        runbook="BizprobePricesDifferent",
    )
    asked = [now(expr, name) for name, expr in _GAPS.items()]
    panel = numbers(place, words, "locale", asked).decimals(2).mappings(mapped(NOTHING))
    panel.override_by_regexp("/^over/", [prop("color", fixed(WARN))])
    return panel.override_by_regexp("/^under/", [prop("color", fixed(BAD))])


def lost(place: Place) -> stat.Panel:
    words = Words(
        "Sold too cheap?",
        "Order lines sold below every price that was valid, in the last 24 hours: what they lost.",
        "This money is gone already.",
        "Open the findings of the probe for the orders; find out which price they were sold at.",
        "Sold prices are not watched here.",
        runbook="BizprobeSoldTooCheap",
    )
    asked = [now(goods.loss("24h", by="currency"), "{{currency}} 24h")]
    return numbers(place, words, "locale", asked, limits=ANY_IS_BAD).decimals(2)


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "How many prices were wrong, and since when?",
        "Items whose price does not match, by how; over all channels that are chosen.",
        "When it began tells which upload, promotion or release it was.",
        "Hold it against the exchanges beside: were all prices sent, and were all accepted?",
        NOTHING_COMPARED,
        runbook="BizprobePricesDifferent",
    )
    asked = [over_time(PRICES.wrong, "{{state}}")]
    return curves(place, words, "short", asked, GOODS).decimals(0)


def gap_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "How much money lay between?",
        "The differences added up, one piece of each item, by direction and currency.",
        "A few items with a comma in the wrong place weigh more than thousands of kopecks.",
        "If it jumps with few items, look at the first finding.",
        "No price differs, or none was compared.",
    )
    asked = [over_time(expr, name) for name, expr in _GAPS.items()]
    return curves(place, words, "locale", asked, {"under .*": BAD, "over .*": WARN})


def loss_over_time(place: Place) -> timeseries.Panel:
    words = Words(
        "When was money lost on old prices?",
        "Each bar is what the order lines of its own interval lost against the lowest price that was valid.",
        "A channel that sells at yesterday's price loses with every order.",
        "Stop the sale of the item there, then mend the exchange.",
        "Sold prices are not watched here.",
        runbook="BizprobeSoldTooCheap",
    )
    asked = [over_time(goods.loss("$__interval", by="currency"), "{{currency}}")]
    return bars(place, words, asked, CURRENCY)
