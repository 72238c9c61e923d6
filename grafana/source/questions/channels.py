"""What is wrong with each channel, where, since when and what does it cost? A row for each of its flows."""

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from panels.look import BAD, PLAIN_SIDE, WARN, calm, prop
from panels.panel import Place, Words
from panels.rows import COLOURED, Column, amount, count, links, rows, share, thresholds, word
from questions import flows, goods, standing, usual

_CHANNEL = "${__url_time_range}&var-dealer=${__data.fields.dealer}&var-channel=${__data.fields.channel}"
IN_DEPTH = links(
    "The channel in depth", f"/d/bizprobe-order-flow?{_CHANNEL}&var-flow=${{__data.fields.flow}}"
)
NUMBERS = links("Their numbers", "${__data.fields.url}")
PRICES, STOCKS, STATUSES, APIS = (
    links(f"{what} of this channel", f"/d/{uid}?{_CHANNEL}")
    for what, uid in (
        ("Prices", "bizprobe-prices"),
        ("Stocks", "bizprobe-stocks"),
        ("Statuses", "bizprobe-order-statuses"),
        ("APIs", "bizprobe-apis"),
    )
)
FEW = ((None, "text"), (0, BAD), (0.5, WARN), (0.8, "text"))


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "What is wrong, where, since when, and what does it cost?",
        "A row for each flow of each channel, worst first. **State**: the gravest alert that fires. **For**: "
        "how long the longest has been true. **of usual**: the last hour against the same hour of past "
        "weeks. **Missing**: orders that one side lacks. **Status**: orders on which the sides disagree. "
        "**Prices**, **Stocks**: items that differ. **Gap**: the money between the prices. **Pages**: pages "
        "of prices or stocks that did not arrive. **API**: failed requests of the last 5 minutes.",
        "Silence costs orders, wrong prices cost money with each of them, and a channel that cannot be asked "
        "may be selling or not.",
        "Click the channel to see it in depth, a number to see what it is about.",
        standing.NOBODY,
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(flows.PAGES, standing.SIDE),
        unseen_labels=("url",),
        largest_first=("State", "Lost/h"),
    )


def _shared(of_channel: str) -> str:
    """What is told of a channel, in the row of each of its flows."""
    return f"{standing.EVERY} * on ({goods.WHO}) group_left () ({of_channel})"


def _differing(family: str) -> str:
    return f'sum by ({goods.WHO}) (max by ({goods.WHO}, state) ({family}{{{goods.THESE},state!="matching"}}))'


_GAP = (
    f"max by ({goods.WHO}) (sum by ({goods.WHO}, currency) ("
    f"max by ({goods.WHO}, currency, direction) (bizprobe_price_gap_amount{{{goods.THESE}}})))"
)
_EXCHANGES = f"{goods.WHO}, exchange"
_LOST_PAGES = " - ".join(
    f"sum by ({goods.WHO}) (max by ({_EXCHANGES}) (bizprobe_exchange_pages_{pages}{{{goods.THESE}}}))"
    for pages in ("expected", "received")
)
_STATUSES = f"max by ({flows.WHO}) (bizprobe_order_status_mismatches{{{flows.THESE}}})"


def _linked(there: DynamicConfigValue) -> list[DynamicConfigValue]:
    """How many there are of what should not be, and the way to them."""
    return [*count(), thresholds((None, "text"), (1, BAD)), there]


_SHORT = [*count(), *amount("short", [(0.01, BAD)], decimals=1)]


COLUMNS = (
    Column("State", 84, standing.GRADE_OF_FLOW, looks=word(calm(standing.WORDS))),
    Column("Dealer", 0, least=66, label="dealer"),
    Column("Channel", 0, least=140, label="channel", looks=[IN_DEPTH]),
    Column("Flow", 52, label="flow"),
    Column("For", 0, standing.LASTING, least=60, looks=amount("s")),
    Column("Side", 88, label="side", looks=word(PLAIN_SIDE)),
    Column("Lost/h", 0, f"topk by ({flows.WHO}) (1, {usual.LOST} > 0)", least=66, looks=_SHORT),
    Column("in", 44, label="currency", looks=[prop("noValue", " ")]),
    Column("Last order", 0, flows.LAST_EVENT_AGE, least=86, looks=amount("s")),
    Column("of usual", 72, usual.SHARE, looks=share(FEW, COLOURED)),
    Column("Missing", 70, flows.MISSING, looks=_linked(NUMBERS)),
    Column("Status", 60, _STATUSES, looks=_linked(STATUSES)),
    Column("Prices", 60, _shared(_differing("bizprobe_price_items")), looks=_linked(PRICES)),
    Column("Gap", 0, _shared(_GAP), least=66, looks=[*_SHORT, PRICES]),
    Column("Stocks", 62, _shared(_differing("bizprobe_stock_items")), looks=_linked(STOCKS)),
    Column("Pages", 58, _shared(_LOST_PAGES), looks=_linked(STOCKS)),
    Column("API", 58, flows.API_ERRORS, looks=[*amount("percentunit", [(0.1, BAD)]), APIS]),
)
