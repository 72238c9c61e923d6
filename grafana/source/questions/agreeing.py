"""Do all sides tell the same status of every order?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import curves
from panels.look import AGREEMENT, ANY_IS_BAD, BAD, NOTHING, OK, Word, mapped, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions import goods
from questions.flows import THESE, WHO
from questions.judging import Fact, Told, beyond, judged, not_compared, unanswered, well

INFO = "bizprobe_order_status_info"
FAMILY = "bizprobe_order_status_orders"
SIDES = f"{WHO}, where"
NOTHING_COMPARED = "No statuses were compared: see whether the probe can ask."


def side(family: str, given: str = "", *, by: str = SIDES) -> str:
    """The value of a family by the side that is held against the channel."""
    return f"max by ({by}) ({family}{{{THESE}{given}}})"


def orders(state: str) -> str:
    """Orders in a state, by the side."""
    return side(FAMILY, f',state="{state}"')


PAGES = side(INFO, by=f"{SIDES}, probe, url")
OLDEST = f"time() - min by ({SIDES}) (bizprobe_order_status_oldest_mismatch_timestamp_seconds{{{THESE}}})"
READ_AGE = f"time() - {side('bizprobe_order_status_read_timestamp_seconds')}"
WORDS = side("bizprobe_order_status_words_unmapped")
NAMES = {
    "cancelled_apart": "cancelled apart",
    "apart": "apart",
    "behind": "behind",
    "ahead": "ahead",
    "unknown": "unknown",
    "agreeing": "agreeing",
}
_LIMIT = f"{FAMILY}_limit"
_NOT_KNOWN = unanswered(SIDES, f"{INFO}{{{THESE}}}", orders("agreeing"))


def _apart(state: str, alerts: str = "") -> Fact:
    of = f'{THESE},state="{state}"'
    told = alerts or f'{of},incident="statuses-apart"'
    return beyond(NAMES[state], orders(state), _LIMIT, of, SIDES, told)


JUDGEMENT = judged(
    (
        _apart("cancelled_apart", f'{THESE},incident="cancelled-apart"'),
        *map(_apart, ("apart", "behind", "ahead", "unknown")),
        Fact(
            "unknown words",
            lambda _: f"{WORDS} > 0",
            f'{THESE},incident="status-unmapped",where!=""',
            ("warning",),
        ),
    ),
    not_compared(_NOT_KNOWN),
    well(orders("agreeing")),
)
TOLD = Told(SIDES, f'{THESE},incident=~"status.+|cancelled.+",where!=""', goods.THESE, _NOT_KNOWN)


def mismatches(place: Place) -> stat.Panel:
    words = Words(
        "How many orders disagree?",
        "Orders on whose status at least one side does not agree with the channel, each counted once; and "
        "how many disagree in a way and a number that is not tolerated.",
        "An order that is cancelled on one side only is packed for nobody, or a buyer waits in vain.",
        "Open the findings of the row below for their numbers.",
        NOTHING_COMPARED,
        runbook="BizprobeOrderStatusesApart",
    )
    family = f"sum(max by ({WHO}) (bizprobe_order_status_mismatches{{{THESE}}}))"
    every = side(FAMILY, ',state!="agreeing"', by=f"{SIDES}, state")
    limit = f"min by ({SIDES}, state) ({_LIMIT}{{{THESE}}})"
    return goods.excess(place, words, {"orders": family}, "beyond limit", f"{every} > {limit}")


def unmapped(place: Place) -> stat.Panel:
    words = Words(
        "Unknown words?",
        "Status words in the last comparison that nobody mapped.",
        "Nobody can tell whether the sides agree on such orders.",
        "Add the word to the `statuses` of the channel or system.",
        NOTHING_COMPARED,
        runbook="BizprobeOrderStatusWordsUnmapped",
    )
    return numbers(place, words, "locale", [now(f"sum({WORDS})", "words")], limits=ANY_IS_BAD)


def compared(place: Place) -> stat.Panel:
    words = Words(
        "How many orders were compared?",
        "Orders that both the channel and the other side know, by how their statuses stand to each other.",
        "Few orders compared prove little.",
        "If there are hardly any, see whether the order numbers of both sides are the same.",
        NOTHING_COMPARED,
    )
    asked = [now(f"sum by (state) ({side(FAMILY, by=SIDES + ', state')})", "{{state}}")]
    names = {state: Word(word, AGREEMENT[state]) for state, word in NAMES.items()}
    return numbers(place, words, "locale", asked, names=names).mappings(mapped(NOTHING))


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "Since when do they disagree?",
        "Orders by how their statuses differ: behind or ahead of the channel, ended in different ways "
        "(apart), cancelled on one side only, or not to be told (unknown).",
        "A slope is an exchange of statuses that stands still.",
        "Hold the beginning against the log of the exchange between the sides.",
        NOTHING_COMPARED,
        runbook="BizprobeOrderStatusesApart",
    )
    wrong = side(FAMILY, ',state!="agreeing"', by=f"{SIDES}, state")
    asked = [over_time(f"sum by (state) ({wrong})", "{{state}}")]
    panel = curves(place, words, "locale", asked, AGREEMENT)
    return panel.override_by_name("cancelled_apart", [prop("displayName", NAMES["cancelled_apart"])])


def agreeing(place: Place) -> timeseries.Panel:
    words = Words(
        "How many agree?",
        "Orders whose status is the same on both sides, or has differed for less than the grace period.",
        "If it falls while nothing else grows, orders are missing on one side, or a side cannot be read.",
        "Then look at Order flow: which orders did not arrive?",
        NOTHING_COMPARED,
    )
    asked = [over_time(f"sum({orders('agreeing')})", "agreeing"), over_time(f"sum({WORDS})", "unknown words")]
    return curves(place, words, "locale", asked, {"agreeing": OK, "unknown words": BAD})
