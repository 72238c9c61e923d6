"""Prices: what the channels show against what the seller's system holds, to the kopeck."""

from grafana_foundation_sdk.builders import stat, statetimeline, table

from dashboards.frames import judged
from panels.page import Page, way_to
from panels.panel import Place, Words
from panels.rows import Column, amount, count, links, rows
from questions import exchanging, goods, pricing
from questions.pricing import NOTHING_COMPARED, PRICES

UID = "bizprobe-prices"
ORDERS = links("Order by order", "${__data.fields.orders}")


def build() -> Page:
    dashboard = judged.goods_page(
        UID,
        "Prices",
        "Which channel shows other prices than the seller's, how many, and what does it cost?",
        PRICES,
        timeline=5,
    ).link(way_to("bizprobe-stocks", "Stocks and pages", "${dealer:queryparam}&${channel:queryparam}"))
    for panel in (
        at_a_glance(Place(10, 14, 4)),
        pricing.at_stake(Place(2, 6, 4)),
        pricing.lost(Place(3, 4, 4)),
        pricing.states(Place(1, 12, 4)),
        exchanging.accepted(Place(11, 7, 4), "prices"),
        exchanging.pages(Place(12, 5, 4), "prices"),
        every_channel(Place(4, 24, 10)),
        since_when(Place(5, 24, 9)),
        exchanging.every(Place(13, 12, 8), "prices"),
        exchanging.accepted_over_time(Place(8, 12, 8), "prices"),
        pricing.over_the_time(Place(6, 12, 8)),
        pricing.gap_over_time(Place(7, 12, 8)),
        pricing.loss_over_time(Place(9, 24, 7)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "At how many channels are prices right?",
        "Each channel counts once, under the worst that is true of it by its limits.",
        "Every channel that is not well sells at a wrong price, or does not sell what it could.",
        "Look at the first rows of the table below: they are sorted, worst first.",
        NOTHING_COMPARED,
        runbook="BizprobePricesDifferent",
    )
    return judged.verdicts(place, words, PRICES.judgement)


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "Which channel, and what exactly?",
        "A row for each channel, worst first: **✖** is beyond a critical limit, **▲** beyond a warning one. "
        "**for**: since an alert about it became true. **different**: another price. **missing**: the "
        "channel does not have the item. **held back**: the channel keeps the new price in quarantine. "
        "**unexpected**: only the channel has it. **under**: what channels ask less than the seller, one "
        "piece of each item. **lost 24 h**: what orders at old prices have lost. **read**: how long ago both "
        "sides were last read whole.",
        "Every row that is not well sells at a wrong price, or does not sell what it could.",
        "Click a number of items to see them one by one, with both prices; the channel, to see whether it "
        "could be asked.",
        NOTHING_COMPARED,
        runbook="BizprobePricesDifferent",
    )
    return rows(
        place,
        words,
        (*judged.heads(PRICES.judgement, PRICES.told.lasting), *COLUMNS),
        unseen=(PRICES.pages, PRICES.told.side, pricing.ORDERS),
        unseen_labels=("url", "probe", "orders"),
        largest_first=("State", "different"),
    )


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which channels showed wrong prices, and since when?",
        "Each channel over time, under the worst that alerts told of it; not compared while a side could not "
        "be read.",
        "Several channels at once point to our own exchange.",
        "Hold the beginning against what was uploaded or started at that time.",
        NOTHING_COMPARED,
        runbook="BizprobePricesDifferent",
    )
    return judged.since_when(place, words, PRICES.judgement, goods.WHO, "{{dealer}} · {{channel}}")


def _items(state: str, head: str, width: int) -> Column:
    return Column(head, width, goods.items(pricing.FAMILY, state), looks=[*count(), judged.FINDINGS])


def _largest(money: str) -> str:
    return f"topk by ({goods.WHO}) (1, {money})"


COLUMNS = (
    _items("different", "different", 80),
    _items("quarantined", "held back", 82),
    _items("missing", "missing", 74),
    _items("unexpected", "unexpected", 98),
    _items("matching", "matching", 80),
    Column("under", 86, _largest(goods.gap("under")), looks=amount("locale", decimals=2)),
    Column("lost 24 h", 92, _largest(goods.loss("24h")), looks=[*count(), ORDERS]),
    Column("in", 48, label="currency"),
    Column("read", 62, PRICES.read_age, looks=amount("s", decimals=0)),
)
