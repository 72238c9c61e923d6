"""What a dealer asks about its own business.

The data source shows nothing of anybody else. Only gauges and what Prometheus recorded are asked for: the
store behind the data source reckons increases of counters in another way.
"""

from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders.dashboard import AnnotationQuery

from panels.curves import curves
from panels.look import ANY_IS_BAD, BAD, NONE, OK, STOCK, UNKNOWN, WARN, Word, called, calm, numbered, prop
from panels.numbers import numbers
from panels.page import alerts
from panels.panel import Place, now, over_time
from panels.rows import COLOURED, Column, amount, links, rows, share, thresholds, word
from panels.timelines import timeline
from questions import flows, goods, problems, responsible, usual
from speech.speech import Speech

# What is not known is no less than usual.
_LOW = ((None, "text"), (0, BAD), (0.5, WARN), (0.8, "text"))
_CURRENCIES = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "BYN": "Br"}
_TITLES = (
    "topk by (dealer, channel) (1,"
    ' max by (dealer, channel, title) (bizprobe_channel_info{dealer=~"$dealer"}))'
)


def _titled(expr: str) -> str:
    """The same with the label `title`: what the channel is called."""
    return f"({expr}) * on (dealer, channel) group_left (title) {_TITLES}"


def marks(speech: Speech) -> AnnotationQuery:
    """When something was wrong."""
    return alerts('dealer=~"$dealer"', name=speech.heads.problems, says=speech.heads.has_problem)


def how_many_sell(speech: Speech, place: Place) -> stat.Panel:
    asked = [now(f'count_values by () ("state", {flows.STATE})', "{{state}}")]
    return numbers(
        place, speech.how_many_sell, "short", asked, limits=((None, UNKNOWN),), names=numbered(speech.states)
    )


def as_usual(speech: Speech, place: Place) -> stat.Panel:
    heads = speech.heads
    asked = [
        now(f"sum({usual.LAST_HOUR}) / (({usual.known('expected1h')}) > 0)", heads.of_usual),
        now(f"sum({usual.LAST_HOUR})", heads.last_hour),
        now(usual.known("expected1h"), heads.usual),
    ]
    panel = numbers(place, speech.as_usual, "locale", asked).decimals(0)
    colours = thresholds((None, BAD), (0.5, WARN), (0.8, OK))
    return panel.override_by_name(heads.of_usual, [prop("unit", "percentunit"), colours])


def lost(speech: Speech, place: Place) -> stat.Panel:
    an_hour = speech.heads.an_hour
    asked = [now(f"sum by (currency) ({usual.LOST})", f"{{{{currency}}}} {an_hour}")]
    names = {f"{code} {an_hour}": Word(f"{sign} {an_hour}", BAD) for code, sign in _CURRENCIES.items()}
    return numbers(place, speech.lost, "locale", asked, limits=ANY_IS_BAD, names=names).decimals(0)


def open_problems(speech: Speech, place: Place) -> stat.Panel:
    asked = [now(f'count_values by () ("urgency", {problems.URGENCY})', "{{urgency}}")]
    names = numbered(speech.urgencies)
    return numbers(place, speech.open_problems, "short", asked, names=names)


def what_is_wrong(speech: Speech, place: Place) -> table.Panel:
    heads = speech.heads
    owned = f'label_replace({problems.OPEN_FOR}, "owner", "$1", "incident", "(.+)")'
    # What is about no channel has no title.
    lasts = f"{_titled(owned)}\nor on ({problems.PROBLEM}) {owned}"
    wrong = {**responsible.titles(speech.language), **speech.problems}
    signs = {code: Word(sign, NONE) for code, sign in _CURRENCIES.items()}
    columns = (
        Column(heads.urgency, 110, problems.URGENCY, looks=word(speech.urgencies)),
        Column(heads.problem, 0, least=270, label="incident", looks=word(wrong)),
        Column(heads.channel, 125, label="title"),
        Column(heads.since, 105, f"1000 * {problems.began()}", looks=amount(f"time:{speech.moment}")),
        Column(heads.lasts, 90, lasts, looks=amount("dthms")),
        Column(heads.amount, 85, problems.AMOUNT, looks=amount("locale")),
        Column(heads.lost, 110, problems.LOST, looks=amount("locale", [(1, BAD)])),
        Column(" ", 35, label="currency", looks=[*word(signs), prop("noValue", " ")]),
        Column(heads.side, 120, label="side", looks=word(speech.sides)),
        Column(heads.owner, 0, least=170, label="owner", looks=word(responsible.owners(speech.language))),
    )
    return rows(
        place,
        speech.what_is_wrong,
        columns,
        unseen_labels=("dealer", "channel"),
        largest_first=(heads.lasts,),
    )


def hour_by_hour(speech: Speech, place: Place) -> timeseries.Panel:
    heads = speech.heads
    names = usual.Names(heads.last_hour, heads.usual, heads.lowest, heads.highest)
    return usual.hours(place, speech.hour_by_hour, names)


def since_when(speech: Speech, place: Place) -> statetimeline.Panel:
    asked = [over_time(_titled(flows.STATE), "{{title}} · {{flow}}")]
    panel = timeline(place, speech.since_when, asked, speech.states)
    for flow, name in speech.flows.items():
        panel.override_by_regexp(f"/ {flow}$/", [prop("displayName", f"${{__field.labels.title}} · {name}")])
    return panel


def my_channels(speech: Speech, place: Place) -> table.Panel:
    heads = speech.heads
    named = {flow: Word(name, NONE) for flow, name in speech.flows.items()}

    def wrong(head: str, width: int, expr: str) -> Column:
        of_flows = f"{expr} * on (dealer, channel) group_right () max by ({flows.WHO}) ({flows.FLOWS})"
        return Column(head, width, of_flows, looks=amount("locale", [(1, BAD)]))

    stocks = f'max by ({goods.WHO}, state) (bizprobe_stock_items{{{goods.THESE},state!="matching"}})'
    statuses = f"max by ({goods.WHO}) (bizprobe_order_status_mismatches{{{flows.THESE}}})"
    columns = (
        Column(heads.state, 150, flows.STATE, looks=word(calm(speech.states))),
        Column(
            heads.channel, 0, least=120, label="title", looks=[links(heads.findings, "${__data.fields.url}")]
        ),
        Column(heads.flow, 75, label="flow", looks=word(named)),
        Column(heads.last_event, 100, flows.LAST_EVENT_AGE, looks=amount("dthms")),
        Column(heads.last_hour, 75, usual.LAST_HOUR, looks=amount("locale")),
        Column(heads.usual, 75, usual.USUAL, looks=amount("locale")),
        Column(heads.of_usual, 115, usual.SHARE, looks=share(_LOW, COLOURED)),
        Column(heads.missing, 85, flows.MISSING, looks=amount("locale", [(1, BAD)])),
        wrong(heads.wrong_prices, 130, goods.items("bizprobe_price_items", "different")),
        wrong(heads.wrong_stocks, 150, f"sum by ({goods.WHO}) ({stocks})"),
        wrong(heads.statuses, 85, statuses),
    )
    return rows(
        place,
        speech.my_channels,
        columns,
        unseen=(_titled(flows.PAGES),),
        unseen_labels=("url", "dealer", "channel"),
        largest_first=(heads.state,),
    )


def wrong_prices(speech: Speech, place: Place) -> timeseries.Panel:
    different = f"{goods.items('bizprobe_price_items', 'different')} > 0"
    asked = [over_time(_titled(different), "{{title}}")]
    return curves(place, speech.prices, "locale", asked, {}).decimals(0)


def wrong_stocks(speech: Speech, place: Place) -> timeseries.Panel:
    wrong = goods.by_state("bizprobe_stock_items", ',state!="matching"')
    panel = curves(place, speech.stocks, "locale", [over_time(f"{wrong} > 0", "{{state}}")], {}).decimals(0)
    for state, name in speech.stock.items():
        panel.override_by_name(state, called(Word(name, STOCK[state].colour)))
    return panel
