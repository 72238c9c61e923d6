"""Order statuses: where the channel, the seller's book and the buyer's cabinet disagree."""

from grafana_foundation_sdk.builders import table

from panels.look import BAD, COMPARED, WARN, calm
from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place, Words
from panels.rows import Column, amount, links, rows, word
from questions import agreeing
from questions.flows import THESE

UID = "bizprobe-order-statuses"
NUMBERS = links("Order by order", "${__data.fields.url}")


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Order statuses",
            "On which orders do the marketplace, our books and the buyer's cabinet disagree?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer", of=agreeing.INFO))
        .with_variable(choice_of_many("channel", "Channel", 'dealer=~"$dealer"', of=agreeing.INFO))
        .with_variable(
            choice_of_many("flow", "Flow", 'dealer=~"$dealer",channel=~"$channel"', of=agreeing.INFO)
        )
        .annotation(alerts(f'{THESE},incident=~"status.+|cancelled.+"', by="channel"))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
    )
    for panel in (
        agreeing.mismatches(Place(1, 6, 4)),
        agreeing.unmapped(Place(2, 6, 4)),
        agreeing.compared(Place(3, 12, 4)),
        every_side(Place(4, 24, 10)),
        agreeing.over_the_time(Place(5, 12, 9)),
        agreeing.agreeing(Place(6, 12, 9)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def every_side(place: Place) -> table.Panel:
    words = Words(
        "Which side, and on what?",
        "A row for each side that is held against a channel: the seller's book, or the buyer's cabinet. "
        "**cancelled apart**: cancelled on one side only. **behind**, **ahead**: of the channel. **apart**: "
        "ended in different ways. **oldest**: how long the oldest disagreement has lasted.",
        "Cancelled apart costs most: goods are packed for nobody, or a buyer waits in vain.",
        "Click a number to see the orders.",
        agreeing.NOTHING,
        runbook="BizprobeOrdersCancelledApart",
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(agreeing.PAGES,),
        unseen_labels=("url",),
        largest_first=("State", "oldest"),
    )


def _orders(state: str, head: str, colour: str) -> Column:
    return Column(head, 110, agreeing.orders(state), looks=[*amount("locale", [(1, colour)]), NUMBERS])


COLUMNS = (
    Column("State", 130, agreeing.STATE, looks=word(calm(COMPARED))),
    Column("Dealer", 110, label="dealer"),
    Column("Channel", 0, least=130, label="channel", looks=[NUMBERS]),
    Column("Flow", 76, label="flow"),
    Column("Against", 90, label="where"),
    _orders("cancelled_apart", "cancelled apart", BAD),
    _orders("behind", "behind", BAD),
    _orders("ahead", "ahead", WARN),
    _orders("apart", "apart", WARN),
    _orders("unknown", "unknown", WARN),
    _orders("agreeing", "agreeing", "text"),
    Column("oldest", 90, agreeing.OLDEST, looks=amount("s", decimals=1)),
    Column("read", 84, agreeing.READ_AGE, looks=amount("s", decimals=1)),
)
