"""Order statuses: where the channel, the seller's book and the buyer's cabinet disagree."""

from grafana_foundation_sdk.builders import stat, statetimeline, table

from dashboards.frames import judged
from panels.page import Page, choice_of_many
from panels.panel import Place, Words
from panels.rows import Column, amount, count, rows
from questions import agreeing
from questions.agreeing import JUDGEMENT, NOTHING_COMPARED, TOLD
from questions.flows import THESE

UID = "bizprobe-order-statuses"


def build() -> Page:
    flow = choice_of_many("flow", "Flow", 'dealer=~"$dealer",channel=~"$channel"', of=agreeing.INFO)
    dashboard = judged.judged_page(
        UID,
        "Order statuses",
        "On which orders do the marketplace, our books and the buyer's cabinet disagree?",
        agreeing.INFO,
        f'{THESE},incident=~"status.+|cancelled.+"',
        timeline=8,
    ).with_variable(flow)
    for panel in (
        at_a_glance(Place(7, 10, 4)),
        agreeing.mismatches(Place(1, 8, 4)),
        agreeing.unmapped(Place(2, 6, 4)),
        agreeing.compared(Place(3, 24, 3)),
        every_side(Place(4, 24, 10)),
        since_when(Place(8, 24, 9)),
        agreeing.over_the_time(Place(5, 12, 9)),
        agreeing.agreeing(Place(6, 12, 9)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "How many sides agree?",
        "Each side that is held against a channel counts once, under the worst that is true of it by its "
        "limits.",
        "A side that disagrees ships what was cancelled, or tells the buyer what is not so.",
        "Look at the first rows of the table below: they are sorted, worst first.",
        NOTHING_COMPARED,
        runbook="BizprobeOrderStatusesApart",
    )
    return judged.verdicts(place, words, JUDGEMENT)


def every_side(place: Place) -> table.Panel:
    words = Words(
        "Which side, and on what?",
        "A row for each side that is held against a channel: the seller's book, or the buyer's cabinet. "
        "**✖** is beyond a critical limit, **▲** beyond a warning one. **for**: since an alert about it "
        "became true. **cancelled apart**: cancelled on one side only. **behind**, **ahead**: of the "
        "channel. **apart**: ended in different ways. **oldest**: how long the oldest disagreement has "
        "lasted.",
        "Cancelled apart costs most: goods are packed for nobody, or a buyer waits in vain.",
        "Click a number to see the orders; the channel, to see whether it could be asked.",
        NOTHING_COMPARED,
        runbook="BizprobeOrdersCancelledApart",
    )
    return rows(
        place,
        words,
        (*judged.heads(JUDGEMENT, TOLD.lasting), *COLUMNS),
        unseen=(agreeing.PAGES, TOLD.side),
        unseen_labels=("url", "probe"),
        largest_first=("State", "oldest"),
    )


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which sides disagreed, and since when?",
        "Each side over time, under the worst that alerts told of it; not compared while it or the channel "
        "could not be read whole.",
        "Several channels at once point to our own book.",
        "Hold the beginning against the log of the exchange of statuses.",
        NOTHING_COMPARED,
        runbook="BizprobeOrderStatusesApart",
    )
    return judged.since_when(place, words, JUDGEMENT, agreeing.SIDES, "{{dealer}} · {{channel}} {{where}}")


def _orders(state: str, width: int) -> Column:
    looks = [*count(), judged.FINDINGS]
    return Column(agreeing.NAMES[state], width, agreeing.orders(state), looks=looks)


COLUMNS = (
    Column("Flow", 60, label="flow"),
    Column("Who", 70, label="where"),
    _orders("cancelled_apart", 132),
    _orders("apart", 54),
    _orders("behind", 68),
    _orders("ahead", 60),
    _orders("unknown", 78),
    _orders("agreeing", 76),
    Column("oldest", 76, agreeing.OLDEST, looks=amount("s", decimals=0)),
    Column("read", 58, agreeing.READ_AGE, looks=amount("s", decimals=0)),
)
