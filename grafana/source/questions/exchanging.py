"""What the last exchange of prices or stocks should have brought, against what it did.

`exchange` is what is exchanged. Whoever sends reports the numbers, the integration software or a file of it.
"""

from grafana_foundation_sdk.builders import stat, table, timeseries

from panels.curves import curves
from panels.look import BAD, OK, WARN
from panels.panel import Place, Words, over_time
from panels.rows import Column, amount, count, links, rows
from questions import goods
from questions.goods import THESE, WHO
from questions.judging import Fact, beyond

NOBODY = "Nobody reports this exchange."
REPORT = links("What the report says", "${__data.fields.url}")
REJECTED_LIMIT, AGE_LIMIT = "bizprobe_exchange_rejected_limit", "bizprobe_exchange_age_limit_seconds"


def facts(exchange: str) -> tuple[Fact, ...]:
    """What may be wrong with an exchange, and turn out at the channel later."""
    of = _of(exchange)
    never = f"time() + 0 * max by ({WHO}) ({AGE_LIMIT}{{{of}}})"
    return (
        Fact(
            "pages lost",
            lambda _: f"{_lost(exchange)} > 0",
            f'{of},incident="exchange-pages-lost"',
            ("critical",),
        ),
        _beyond("not accepted", _rejected(exchange), REJECTED_LIMIT, of, "exchange-rejected"),
        _beyond("exchange late", f"({_age(exchange)} or {never})", AGE_LIMIT, of, "exchange-late"),
    )


def _beyond(word: str, value: str, limit: str, of: str, incident: str) -> Fact:
    return beyond(word, value, limit, of, WHO, f'{of},incident="{incident}"')


def accepted(place: Place, exchange: str) -> stat.Panel:
    words = Words(
        "Was everything that was sent accepted?",
        "Items sent and accepted in the last exchange, added up over the channels that are chosen; and, "
        "where it is more than is tolerated, how many were not accepted.",
        "12,000 sent and 9,000 accepted are 3,000 old ones in the shop window.",
        "Open the report below for the rejected items, and ask the integration for their reasons.",
        NOBODY,
        runbook="BizprobeExchangeRejected",
    )
    limit = goods.tolerated(REJECTED_LIMIT, _of(exchange))
    asked = _pair("items_last", ("sent", "accepted"), exchange)
    return goods.excess(place, words, asked, "not accepted", f"{_rejected(exchange)} > {limit}")


def pages(place: Place, exchange: str) -> stat.Panel:
    words = Words(
        "Did every page arrive?",
        "Pages that the last exchange should have had and that arrived, added up over the channels that are "
        "chosen; and how many were lost.",
        "Seven pages of nine leave thousands of items as they were yesterday.",
        "Ask whoever sends them to send the whole again; the runbook says what to look for.",
        "Nobody tells how many pages there should be.",
        runbook="BizprobeExchangePagesLost",
    )
    asked = _pair("pages", ("expected", "received"), exchange)
    return goods.excess(place, words, asked, "lost", f"{_lost(exchange)} > 0")


def every(place: Place, exchange: str) -> table.Panel:
    words = Words(
        "Which exchange lost what?",
        "A row for each channel whose exchanges are reported. **sent**, **accepted**: items of the last one; "
        "**pages**, **arrived**: pages of it. **ago**: when it ended.",
        "What did not arrive or was rejected stays old at the channel, however well all else looks.",
        "Click a number for the report of the exchange.",
        NOBODY,
        runbook="BizprobeExchangeRejected",
    )
    info = f"max by ({WHO}, url) (bizprobe_exchange_info{{{_of(exchange)}}})"
    columns = (
        Column("Dealer", 60, label="dealer"),
        Column("Channel", 0, least=76, label="channel", looks=[REPORT]),
        _column("sent", 66, _last("items_last_sent", exchange)),
        _column("accepted", 80, _last("items_last_accepted", exchange)),
        _column("rejected", 76, _rejected(exchange)),
        _column("pages", 58, _last("pages_expected", exchange)),
        _column("arrived", 66, _last("pages_received", exchange)),
        Column("lost", 52, _lost(exchange), looks=[*amount("locale", [(1, BAD)]), REPORT]),
        Column("ago", 56, _age(exchange), looks=amount("s", decimals=0)),
    )
    return rows(
        place, words, columns, unseen=(info,), unseen_labels=("url",), largest_first=("lost", "rejected")
    )


def accepted_over_time(place: Place, exchange: str) -> timeseries.Panel:
    words = Words(
        "Since when is not everything accepted?",
        "Items sent and accepted in the last exchange, added up over the channels that are chosen.",
        "A gap between the lines is what the channels never took over.",
        "Hold its beginning against what was uploaded or released at that time.",
        NOBODY,
        runbook="BizprobeExchangeRejected",
    )
    return _over_time(place, words, "items_last", ("sent", "accepted"), exchange)


def pages_over_time(place: Place, exchange: str) -> timeseries.Panel:
    words = Words(
        "Since when do pages not arrive?",
        "Pages that the last exchange should have had, and those that arrived.",
        "A gap between the lines is what the channel never heard of.",
        "Ask the integration for the missing pages; see the log of the probe for their numbers.",
        "Nobody tells how many pages there should be.",
        runbook="BizprobeExchangePagesLost",
    )
    return _over_time(place, words, "pages", ("expected", "received"), exchange)


def _of(exchange: str) -> str:
    return f'{THESE},exchange="{exchange}"'


def _last(what: str, exchange: str) -> str:
    """A gauge of the last exchange."""
    return f"max by ({WHO}) (bizprobe_exchange_{what}{{{_of(exchange)}}})"


def _rejected(exchange: str) -> str:
    return f"{_last('items_last_sent', exchange)} - {_last('items_last_accepted', exchange)}"


def _lost(exchange: str) -> str:
    return f"{_last('pages_expected', exchange)} - {_last('pages_received', exchange)}"


def _age(exchange: str) -> str:
    return f"time() - {_last('last_timestamp_seconds', exchange)}"


def _column(head: str, width: int, expr: str) -> Column:
    return Column(head, width, expr, looks=[*count(), REPORT])


def _pair(family: str, pair: tuple[str, str], exchange: str) -> dict[str, str]:
    return {what: f"sum({_last(f'{family}_{what}', exchange)})" for what in pair}


def _over_time(
    place: Place, words: Words, family: str, pair: tuple[str, str], exchange: str
) -> timeseries.Panel:
    asked = [over_time(expr, what) for what, expr in _pair(family, pair, exchange).items()]
    return curves(place, words, "short", asked, dict(zip(pair, (WARN, OK), strict=True))).decimals(0)
