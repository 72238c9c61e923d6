"""Channels: which of them sells, which does not, since when, and whose side it is. A row for each."""

from grafana_foundation_sdk.builders import stat, table

from panels.look import BAD, NONE, SHARE, SIDE, STATE, UNKNOWN, Word, calm, numbered
from panels.numbers import numbers
from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place, Words, now
from panels.rows import COLOURED, GAUGE, Column, amount, links, rows, share, word
from questions import alerting, flows, selling

UID = "bizprobe-channels"
IN_DEPTH = links(
    "The channel in depth",
    "/d/bizprobe-order-flow?${__url_time_range}&var-dealer=${__data.fields.dealer}"
    "&var-channel=${__data.fields.channel}&var-flow=${__data.fields.flow}",
)
NUMBERS = links("Their numbers", "${__data.fields.url}")
NEAR_LIMIT = ((None, "text"), *SHARE[1:])
PLAIN_SIDE = {side: Word(each.text, NONE) for side, each in SIDE.items()}


def build() -> Page:
    dashboard = (
        page(
            UID,
            "Channels",
            "Which channels sell, which do not, since when, and whose side is it?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer"))
        .with_variable(choice_of_many("channel", "Channel", 'dealer=~"$dealer"'))
        .with_variable(choice_of_many("flow", "Flow", 'dealer=~"$dealer",channel=~"$channel"'))
        .annotation(alerts(flows.THESE))
        .link(way_to("bizprobe-order-flow", "Order flow"))
    )
    for panel in (
        at_a_glance(Place(1, 11, 4)),
        selling.orders(Place(2, 4, 4)),
        selling.money(Place(3, 5, 4)),
        alerting.by_side(Place(4, 4, 4)),
        every_channel(Place(5, 24, 25)),
        selling.since_when(Place(6, 24, 15)),
        selling.orders_an_hour(Place(7, 12, 8)),
        selling.money_an_hour(Place(8, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("business", dashboard)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "How many sell?",
        "Each channel counts once, under the worst that is true of it.",
        "Every channel that is not selling costs the orders that would have come through it.",
        "Look at the first rows of the table below: they are sorted, worst first.",
        selling.NOBODY,
    )
    asked = [
        now(f'count_values by () ("state", {flows.STATE})', "{{state}}"),
        now(f"count({flows.FLOWS})", "watched"),
    ]
    return numbers(place, words, "short", asked, limits=((None, UNKNOWN),), names=numbered(STATE))


def every_channel(place: Place) -> table.Panel:
    words = Words(
        "What is wrong, and where?",
        "A row for each channel, worst first. **silent**: no orders for longer than the limit. **lost**: "
        "orders that "
        "one side lacks. **stuck**: open orders older than the limit. **watch**: past a warning limit. "
        "**Of limit**: the silence, and the age of the oldest open order, as a share of the limit in force "
        "now. "
        "**API**: failed requests and p95 of the last 5 minutes.",
        "Silence costs orders, lost orders cost customers, orders that stand still cost ratings. A channel "
        "that "
        "cannot be asked may be selling or not.",
        "Click the channel to see it in depth, the missing orders for the list of their numbers.",
        selling.NOBODY,
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(flows.PAGES, flows.SIDE),
        unseen_labels=("url",),
        largest_first=("State", "Of limit"),
    )


COLUMNS = (
    Column("State", 98, flows.STATE, looks=word(calm(STATE))),
    Column("Dealer", 70, label="dealer"),
    Column("Channel", 0, least=124, label="channel", looks=[IN_DEPTH]),
    Column("Flow", 54, label="flow"),
    Column("Side", 70, label="side", looks=word(PLAIN_SIDE)),
    Column("Alerts", 56, flows.ALERTS_FIRING, looks=amount("short", [(1, BAD)])),
    Column("Last order", 84, flows.LAST_EVENT_AGE, looks=amount("s", decimals=1)),
    Column("Of limit", 0, flows.in_force(flows.silence_share), looks=share(SHARE, GAUGE)),
    Column("1 h", 46, flows.events("1h"), looks=amount("locale")),
    Column("24 h", 50, flows.events("24h"), looks=amount("locale")),
    Column("Money 1 h", 84, f"topk by ({flows.WHO}) (1, {flows.money('1h')})", looks=amount("locale")),
    Column("in", 48, label="currency"),
    Column("Missing", 68, flows.MISSING, looks=[*amount("short", [(1, BAD)]), NUMBERS]),
    Column("Oldest", 76, flows.OLDEST_AGE, looks=amount("s", decimals=1)),
    Column("Of limit ", 66, flows.in_force(flows.open_share), looks=share(NEAR_LIMIT, COLOURED)),
    Column("API err", 62, flows.API_ERRORS, looks=amount("percentunit", [(0.1, BAD)])),
    Column("p95", 66, flows.API_LATENCY, looks=amount("s", decimals=1)),
)
