"""Stocks and pages: what the channels show as available, and whether every page of it arrived."""

from grafana_foundation_sdk.builders import table

from panels.look import BAD, COMPARED, WARN, calm
from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place, Words
from panels.rows import Column, amount, links, rows, word
from questions import goods, stocking

UID = "bizprobe-stocks"
INFO = "bizprobe_compare_info"
ITEMS = links("Item by item", "${__data.fields.url}")


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Stocks and pages",
            "Which channel hides what is in stock or sells what is not, and did every page arrive?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer", 'what="stocks"', of=INFO))
        .with_variable(choice_of_many("channel", "Channel", 'what="stocks",dealer=~"$dealer"', of=INFO))
        .annotation(alerts(f'{goods.THESE},incident=~"stock.+|exchange.+"', by="channel"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-prices", "Prices", "${dealer:queryparam}&${channel:queryparam}"))
    )
    for panel in (
        stocking.states(Place(1, 14, 4)),
        stocking.oversold(Place(2, 5, 4)),
        stocking.pages_lost(Place(3, 5, 4)),
        every_channel(Place(4, 24, 11)),
        stocking.since_when(Place(5, 24, 9)),
        stocking.over_the_time(Place(6, 12, 8)),
        stocking.pages(Place(7, 12, 8)),
        stocking.oversold_over_time(Place(8, 12, 8)),
        stocking.accepted(Place(9, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "Which channel, and what exactly?",
        "A row for each channel, worst first. **hidden**: in stock, shown as sold out. **phantom**: shown, "
        "not in stock. **different**: another quantity. **missing**: unknown at the channel. **oversold**: "
        "more reserved than there is. **pages lost**, **exchange**: of the last exchange of stocks, and how "
        "long ago it was. **read**: how long ago both sides were last read whole.",
        "Hidden items are orders that never come; phantom ones are orders that must be cancelled.",
        "Click a number of items to see them one by one.",
        stocking.NOTHING,
        runbook="BizprobeStockHidden",
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(goods.pages("stocks"),),
        unseen_labels=("url",),
        largest_first=("State", "hidden"),
    )


def _items(state: str, colour: str) -> Column:
    looks = [*amount("locale", [(1, colour)]), ITEMS]
    return Column(state, 92, goods.items(stocking.FAMILY, state), looks=looks)


COLUMNS = (
    Column("State", 130, goods.wrong(stocking.FAMILY, "stocks"), looks=word(calm(COMPARED))),
    Column("Dealer", 110, label="dealer"),
    Column("Channel", 0, least=130, label="channel", looks=[ITEMS]),
    _items("hidden", BAD),
    _items("phantom", BAD),
    _items("different", WARN),
    _items("missing", WARN),
    _items("matching", "text"),
    Column("oversold", 92, stocking.OVERSOLD, looks=[*amount("locale", [(1, BAD)]), ITEMS]),
    Column("pages lost", 96, goods.lost_pages("stocks"), looks=amount("locale", [(1, BAD)])),
    Column("exchange", 92, goods.exchange_age("stocks"), looks=amount("s", decimals=1)),
    Column("read", 84, goods.read_age("stocks"), looks=amount("s", decimals=1)),
)
