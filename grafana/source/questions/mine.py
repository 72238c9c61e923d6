"""What a dealer asks about its own business.

The data source shows nothing of anybody else. Only gauges and what Prometheus recorded are asked for: the
store behind the data source reckons increases of counters in another way.
"""

from pathlib import Path

import yaml
from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries

from panels.curves import curves
from panels.look import (
    ANY_IS_BAD,
    BAD,
    GOODS,
    NONE,
    OK,
    SEVERITY,
    UNKNOWN,
    WARN,
    Word,
    calm,
    fixed,
    numbered,
    prop,
)
from panels.numbers import numbers
from panels.panel import Place, now, over_time
from panels.rows import COLOURED, Column, amount, links, rows, share, word
from panels.timelines import timeline
from questions import flows, goods, incidents, usual
from speech.speech import Speech

_MAP = Path(__file__).parents[3] / "alertmanager" / "escalation.yml"
_LOW = ((None, BAD), (0.5, WARN), (0.8, "text"))
_FIRING = 'ALERTS{alertstate="firing",severity=~"critical|warning",dealer=~"$dealer"}'


def titles(speech: Speech) -> dict[str, Word]:
    """What each type of incident is called, as the escalation map says."""
    types = yaml.safe_load(_MAP.read_text("utf-8"))["incidents"]
    return {name: Word(incident["title"][speech.language], NONE) for name, incident in types.items()}


def how_many_sell(speech: Speech, place: Place) -> stat.Panel:
    asked = [now(f'count_values by () ("state", {flows.STATE})', "{{state}}")]
    return numbers(
        place, speech.how_many_sell, "short", asked, limits=((None, UNKNOWN),), names=numbered(speech.states)
    )


def as_usual(speech: Speech, place: Place) -> stat.Panel:
    asked = [
        now(f"sum({usual.LAST_HOUR})", speech.heads.last_hour),
        now(f"sum({usual.USUAL})", speech.heads.usual),
    ]
    return numbers(place, speech.as_usual, "locale", asked).decimals(0)


def lost(speech: Speech, place: Place) -> stat.Panel:
    asked = [now(f"sum by (currency) ({usual.LOST})", f"{{{{currency}}}} {speech.heads.an_hour}")]
    return numbers(place, speech.lost, "locale", asked, limits=ANY_IS_BAD).decimals(0)


def open_problems(speech: Speech, place: Place) -> stat.Panel:
    asked = [now(f"count by (severity) ({_FIRING})", "{{severity}}")]
    names = {severity: Word(speech.severities[severity], colour) for severity, colour in SEVERITY.items()}
    return numbers(place, speech.open_problems, "short", asked, names=names)


def what_is_wrong(speech: Speech, place: Place) -> table.Panel:
    heads = speech.heads
    columns = (
        Column(heads.since, 120, incidents.OPEN_FOR, looks=amount("s", decimals=1)),
        Column(heads.problem, 0, least=260, label="incident", looks=word(titles(speech))),
        Column(heads.channel, 180, label="channel"),
        Column(heads.flow, 120, label="flow"),
        Column(heads.side, 160, label="side", looks=word(speech.sides)),
    )
    return rows(place, speech.what_is_wrong, columns, largest_first=(heads.since,))


def hour_by_hour(speech: Speech, place: Place) -> timeseries.Panel:
    heads = speech.heads
    asked = [
        over_time(f"sum({usual.LAST_HOUR})", heads.last_hour),
        over_time(f"sum({usual.USUAL})", heads.usual),
        over_time(f"sum({usual.recorded('low1h')})", heads.lowest),
        over_time(f"sum({usual.recorded('high1h')})", heads.highest),
    ]
    colours = {heads.last_hour: OK, heads.usual: UNKNOWN, heads.lowest: BAD, heads.highest: UNKNOWN}
    return curves(place, speech.hour_by_hour, "locale", asked, colours).fill_opacity(0).decimals(0)


def since_when(speech: Speech, place: Place) -> statetimeline.Panel:
    return timeline(place, speech.since_when, [over_time(flows.STATE, "{{channel}} {{flow}}")], speech.states)


def my_channels(speech: Speech, place: Place) -> table.Panel:
    heads = speech.heads
    items = links(heads.findings, "${__data.fields.url}")

    def wrong(head: str, expr: str) -> Column:
        of_flows = f"{expr} * on (dealer, channel) group_right () max by ({flows.WHO}) ({flows.FLOWS})"
        return Column(head, 120, of_flows, looks=amount("locale", [(1, BAD)]))

    statuses = f"max by ({goods.WHO}) (bizprobe_order_status_mismatches{{{flows.THESE}}})"
    columns = (
        Column(heads.state, 150, flows.STATE, looks=word(calm(speech.states))),
        Column(heads.channel, 0, least=150, label="channel", looks=[items]),
        Column(heads.flow, 100, label="flow"),
        Column(heads.last_event, 110, flows.LAST_EVENT_AGE, looks=amount("s", decimals=1)),
        Column(heads.last_hour, 90, usual.LAST_HOUR, looks=amount("locale")),
        Column(heads.usual, 90, usual.USUAL, looks=amount("locale")),
        Column(heads.of_usual, 110, usual.SHARE, looks=share(_LOW, COLOURED)),
        Column(heads.missing, 130, flows.MISSING, looks=[*amount("locale", [(1, BAD)]), items]),
        wrong(heads.wrong_prices, goods.items("bizprobe_price_items", "different")),
        wrong(heads.hidden, goods.items("bizprobe_stock_items", "hidden")),
        wrong(heads.phantom, goods.items("bizprobe_stock_items", "phantom")),
        wrong(heads.statuses, statuses),
    )
    return rows(
        place,
        speech.my_channels,
        columns,
        unseen=(flows.PAGES,),
        unseen_labels=("url", "dealer"),
        largest_first=(heads.state,),
    )


def wrong_prices(speech: Speech, place: Place) -> timeseries.Panel:
    family = f'bizprobe_price_items{{{goods.THESE},state="different"}}'
    asked = [over_time(f"max by ({goods.WHO}) ({family})", "{{channel}}")]
    return curves(place, speech.prices, "locale", asked, {}).decimals(0)


def wrong_stocks(speech: Speech, place: Place) -> timeseries.Panel:
    family = f'bizprobe_stock_items{{{goods.THESE},state=~"hidden|phantom"}}'
    asked = [over_time(f"sum by (state) (max by ({goods.WHO}, state) ({family}))", "{{state}}")]
    panel = curves(place, speech.stocks, "locale", asked, {}).decimals(0)
    for state, name in (("hidden", speech.heads.hidden), ("phantom", speech.heads.phantom)):
        panel.override_by_name(state, [prop("displayName", name), prop("color", fixed(GOODS[state]))])
    return panel
