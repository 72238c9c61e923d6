"""Prices: what the channels show against what the seller's system holds, to the kopeck."""

from grafana_foundation_sdk.builders import table

from panels.look import BAD, COMPARED, WARN, calm
from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place, Words
from panels.rows import Column, amount, links, rows, word
from questions import goods, pricing

UID = "bizprobe-prices"
INFO = "bizprobe_compare_info"
ITEMS = links("Item by item", "${__data.fields.url}")


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Prices",
            "Which channel shows other prices than the seller's, how many, and what does it cost?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer", 'what="prices"', of=INFO))
        .with_variable(choice_of_many("channel", "Channel", 'what="prices",dealer=~"$dealer"', of=INFO))
        .annotation(alerts(f'{goods.THESE},incident=~"price.+|exchange.+"', by="channel"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-stocks", "Stocks and pages", "${dealer:queryparam}&${channel:queryparam}"))
    )
    for panel in (
        pricing.states(Place(1, 12, 4)),
        pricing.at_stake(Place(2, 7, 4)),
        pricing.lost(Place(3, 5, 4)),
        every_channel(Place(4, 24, 11)),
        pricing.since_when(Place(5, 24, 9)),
        pricing.over_the_time(Place(6, 12, 8)),
        pricing.gap_over_time(Place(7, 12, 8)),
        pricing.accepted(Place(8, 12, 8)),
        pricing.loss_over_time(Place(9, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "Which channel, and what exactly?",
        "A row for each channel, worst first. **different**: another price. **missing**: the channel does "
        "not have the item. **held back**: the channel keeps the new price in quarantine. **unexpected**: "
        "only the channel has it. **under** and **over**: the differences added up, one piece of each item. "
        "**read**: how long ago both sides were last read whole.",
        "Every row that is not well sells at a wrong price, or does not sell what it could.",
        "Click a number of items to see them one by one, with both prices.",
        pricing.NOTHING,
        runbook="BizprobePricesDifferent",
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(goods.pages("prices"),),
        unseen_labels=("url",),
        largest_first=("State", "different"),
    )


def _items(state: str, head: str, colour: str) -> Column:
    looks = [*amount("locale", [(1, colour)]), ITEMS]
    return Column(head, 96, goods.items(pricing.FAMILY, state), looks=looks)


COLUMNS = (
    Column("State", 130, goods.wrong(pricing.FAMILY, "prices"), looks=word(calm(COMPARED))),
    Column("Dealer", 110, label="dealer"),
    Column("Channel", 0, least=130, label="channel", looks=[ITEMS]),
    _items("different", "different", BAD),
    _items("missing", "missing", WARN),
    _items("quarantined", "held back", WARN),
    _items("unexpected", "unexpected", WARN),
    _items("matching", "matching", "text"),
    Column(
        "under", 110, f"topk by ({goods.WHO}) (1, {goods.gap('under')})", looks=amount("locale", decimals=2)
    ),
    Column(
        "over", 110, f"topk by ({goods.WHO}) (1, {goods.gap('over')})", looks=amount("locale", decimals=2)
    ),
    Column("in", 56, label="currency"),
    Column("read", 90, goods.read_age("prices"), looks=amount("s", decimals=1)),
)
