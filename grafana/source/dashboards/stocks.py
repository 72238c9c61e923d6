"""Stocks and pages: what the channels show as available, and whether every page of it arrived."""

from grafana_foundation_sdk.builders import stat, statetimeline, table

from dashboards.frames import judged
from panels.page import Page, way_to
from panels.panel import Place, Words
from panels.rows import Column, amount, count, rows
from questions import exchanging, goods, stocking
from questions.stocking import NOTHING_COMPARED, STOCKS

UID = "bizprobe-stocks"


def build() -> Page:
    dashboard = judged.goods_page(
        UID,
        "Stocks and pages",
        "Which channel hides what is in stock or sells what is not, and did every page arrive?",
        STOCKS,
        timeline=5,
    ).link(way_to("bizprobe-prices", "Prices", "${dealer:queryparam}&${channel:queryparam}"))
    for panel in (
        at_a_glance(Place(10, 14, 4)),
        stocking.oversold(Place(2, 5, 4)),
        stocking.running_out(Place(14, 5, 4)),
        stocking.states(Place(1, 12, 4)),
        exchanging.accepted(Place(11, 7, 4), "stocks"),
        exchanging.pages(Place(12, 5, 4), "stocks"),
        every_channel(Place(4, 24, 10)),
        since_when(Place(5, 24, 9)),
        exchanging.every(Place(13, 12, 8), "stocks"),
        exchanging.pages_over_time(Place(7, 12, 8), "stocks"),
        stocking.over_the_time(Place(6, 12, 8)),
        stocking.oversold_over_time(Place(8, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "At how many channels is stock right?",
        "Each channel counts once, under the worst that is true of it by its limits.",
        "Every channel that is not well hides what it could sell, or sells what is not there.",
        "Look at the first rows of the table below: they are sorted, worst first.",
        NOTHING_COMPARED,
        runbook="BizprobeStockHidden",
    )
    return judged.verdicts(place, words, STOCKS.judgement)


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "Which channel, and what exactly?",
        "A row for each channel, worst first: **✖** is beyond a critical limit, **▲** beyond a warning one. "
        "**for**: since an alert about it became true. **hidden**: in stock, shown as sold out. **phantom**: "
        "shown, not in stock. **different**: another quantity. **missing**: unknown at the channel. "
        "**oversold**: more reserved than there is. **runs out**: sold out soon, at the pace of the "
        "last days. **read**: how long ago both sides were last read whole.",
        "Hidden items are orders that never come; phantom ones are orders that must be cancelled.",
        "Click a number of items to see them one by one; the channel, to see whether it could be asked.",
        NOTHING_COMPARED,
        runbook="BizprobeStockHidden",
    )
    return rows(
        place,
        words,
        (*judged.heads(STOCKS.judgement, STOCKS.told.lasting), *COLUMNS),
        unseen=(STOCKS.pages, STOCKS.told.side),
        unseen_labels=("url", "probe"),
        largest_first=("State", "hidden"),
    )


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which channels showed wrong stock, and since when?",
        "Each channel over time, under the worst that alerts told of it; not compared while a side could not "
        "be read.",
        "Several channels at once point to our own exchange or warehouse.",
        "Hold the beginning against deliveries, stocktakings and uploads of that time.",
        NOTHING_COMPARED,
        runbook="BizprobeStockDifferent",
    )
    return judged.since_when(place, words, STOCKS.judgement, goods.WHO, "{{dealer}} · {{channel}}")


def _items(head: str, expr: str) -> Column:
    return Column(head, 86, expr, looks=[*count(), judged.FINDINGS])


STATES = ("phantom", "hidden", "different", "missing", "matching")
COLUMNS = (
    *(_items(state, goods.items(stocking.FAMILY, state)) for state in STATES),
    _items("oversold", stocking.OVERSOLD),
    _items("runs out", stocking.RUNNING_OUT),
    Column("read", 80, STOCKS.read_age, looks=amount("s", decimals=0)),
)
