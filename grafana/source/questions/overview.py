"""How is every dealer? One row each, and numbers for a wall."""

from grafana_foundation_sdk.builders import stat, table

from panels.look import ANY_IS_BAD, BAD, STATE, UNKNOWN, WARN, numbered
from panels.numbers import numbers
from panels.panel import Place, Words, now
from panels.rows import COLOURED, Column, amount, links, rows, share
from questions import flows, goods, incidents, usual

BY_DEALER = links(
    "Its channels", "/d/bizprobe-channels?${__url_time_range}&var-dealer=${__data.fields.dealer}"
)
LOW = ((None, BAD), (0.5, WARN), (0.8, "text"))


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "How many channels sell?",
        "Each flow of each channel counts once, under the worst that is true of it.",
        "Whatever is not selling costs the orders that would have come.",
        "Find the dealer below, and open its channels.",
        "No flow is known: is the exporter up?",
    )
    asked = [now(f'count_values by () ("state", {flows.STATE})', "{{state}}")]
    return numbers(place, words, "short", asked, limits=((None, UNKNOWN),), names=numbered(STATE))


def wrong_goods(place: Place) -> stat.Panel:
    words = Words(
        "Are the goods shown right?",
        "Prices that differ from the seller's, and items that are hidden or phantom, over all channels.",
        "A wrong price loses with every sale; a hidden item is never sold.",
        "Open Prices, or Stocks and pages.",
        "Nothing is compared.",
        runbook="BizprobePricesDifferent",
    )
    prices = f'max by ({goods.WHO}, state) (bizprobe_price_items{{{goods.THESE},state="different"}})'
    stocks = f'max by ({goods.WHO}, state) (bizprobe_stock_items{{{goods.THESE},state=~"hidden|phantom"}})'
    asked = [now(f"sum({prices})", "prices"), now(f"sum({stocks})", "stocks")]
    return numbers(place, words, "locale", asked, limits=ANY_IS_BAD)


def every_dealer(place: Place) -> table.Panel:
    words = Words(
        "Which dealer has trouble?",
        "A row for each dealer, the one that loses most first. **not selling**: flows that are silent, lose "
        "orders, hold them up or cannot be asked. **of usual**: what came in during the last hour, as a "
        "part of what is usual. **lost an hour**: an estimate from that.",
        "The first row is the one that costs most.",
        "Click the dealer to see its channels.",
        "No dealer is known: is the exporter up?",
    )
    return rows(place, words, COLUMNS, largest_first=("critical", "lost an hour", "not selling"))


def _alerts(severity: str) -> str:
    return f'count by (dealer) (ALERTS{{alertstate="firing",severity="{severity}",dealer=~"$dealer"}})'


TROUBLE = f"count by (dealer) (({flows.STATE}) > 2) or 0 * group by (dealer) ({flows.FLOWS})"
WRONG_PRICES = (
    f'sum by (dealer) (max by ({goods.WHO}) (bizprobe_price_items{{{goods.THESE},state="different"}}))'
)
WRONG_STOCKS = (
    f"sum by (dealer) (max by ({goods.WHO}, state)"
    f' (bizprobe_stock_items{{{goods.THESE},state=~"hidden|phantom"}}))'
)
LOST = 'max by (dealer, currency) (dealer_currency:bizprobe_lost_amount:per_hour{dealer=~"$dealer"})'

COLUMNS = (
    Column("Dealer", 0, least=160, label="dealer", looks=[BY_DEALER]),
    Column("critical", 90, _alerts("critical"), looks=amount("short", [(1, BAD)])),
    Column("warnings", 90, _alerts("warning"), looks=amount("short", [(1, WARN)])),
    Column("flows", 80, f"count by (dealer) ({flows.FLOWS})", looks=amount("short")),
    Column("not selling", 100, TROUBLE, looks=amount("short", [(1, BAD)])),
    Column("last hour", 100, f"sum by (dealer) ({usual.LAST_HOUR_SO_FAR})", looks=amount("locale")),
    Column("usual", 100, f"sum by (dealer) ({usual.USUAL})", looks=amount("locale")),
    Column(
        "of usual",
        100,
        f"sum by (dealer) ({usual.LAST_HOUR_SO_FAR}) / (sum by (dealer) ({usual.USUAL}) > 0)",
        looks=share(LOW, COLOURED),
    ),
    Column("lost an hour", 120, f"topk by (dealer) (1, {LOST})", looks=amount("locale", [(1, BAD)])),
    Column("in", 60, label="currency"),
    Column("wrong prices", 110, WRONG_PRICES, looks=amount("locale", [(1, BAD)])),
    Column("wrong stocks", 110, WRONG_STOCKS, looks=amount("locale", [(1, BAD)])),
    Column("longest alert", 120, f"max by (dealer) ({incidents.OPEN_FOR})", looks=amount("s", decimals=1)),
)
