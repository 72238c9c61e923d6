"""Do all sides tell the same status of every order?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import curves
from panels.look import AGREEMENT, ANY_IS_BAD, BAD, OK
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions.flows import THESE, WHO

INFO = "bizprobe_order_status_info"
FAMILY = "bizprobe_order_status_orders"
SIDES = f"{WHO}, where"
NOTHING = "No statuses were compared: see whether the probe can ask."


def side(family: str, given: str = "", *, by: str = SIDES) -> str:
    """The value of a family by the side that is held against the channel."""
    return f"max by ({by}) ({family}{{{THESE}{given}}})"


def orders(state: str) -> str:
    """Orders in a state, by the side."""
    return side(FAMILY, f',state="{state}"')


PAGES = side(INFO, by=f"{SIDES}, url")
OLDEST = f"time() - min by ({SIDES}) (bizprobe_order_status_oldest_mismatch_timestamp_seconds{{{THESE}}})"
READ_AGE = f"time() - {side('bizprobe_order_status_read_timestamp_seconds')}"
WORDS = side("bizprobe_order_status_words_unmapped")
BEYOND = (
    f"max by ({SIDES}) (max by ({SIDES}, state) ({FAMILY}{{{THESE}}})"
    f" > on ({SIDES}, state) group_left () min by ({SIDES}, state) ({FAMILY}_limit{{{THESE}}}))"
)
# Numbers of look.COMPARED.
STATE = "\nor ".join(
    (
        f"clamp({BEYOND}, 2, 2)",
        f"clamp({WORDS} > 0, 1, 1)",
        f"0 * {side(FAMILY)}",
        f"3 * ({side(INFO)} unless on ({SIDES}) {side(FAMILY)})",
    )
)


def mismatches(place: Place) -> stat.Panel:
    words = Words(
        "On how many orders do the sides disagree?",
        "Orders on whose status at least one side does not agree with the channel, each counted once.",
        "An order that is cancelled on one side only is packed for nobody, or a buyer waits in vain.",
        "Open the findings of the row below for their numbers.",
        NOTHING,
        runbook="BizprobeOrderStatusesApart",
    )
    family = f"sum(max by ({WHO}) (bizprobe_order_status_mismatches{{{THESE}}}))"
    return numbers(place, words, "locale", [now(family, "orders")], limits=ANY_IS_BAD)


def unmapped(place: Place) -> stat.Panel:
    words = Words(
        "Does a side use words that nobody knows?",
        "Status words in the last comparison that nobody mapped.",
        "Nobody can tell whether the sides agree on such orders.",
        "Add the word to the `statuses` of the channel or system.",
        NOTHING,
        runbook="BizprobeOrderStatusWordsUnmapped",
    )
    return numbers(place, words, "locale", [now(f"sum({WORDS})", "words")], limits=ANY_IS_BAD)


def compared(place: Place) -> stat.Panel:
    words = Words(
        "How many orders were compared?",
        "Orders that both the channel and the other side know, by how their statuses stand to each other.",
        "Few orders compared prove little.",
        "If there are hardly any, see whether the order numbers of both sides are the same.",
        NOTHING,
    )
    return numbers(
        place, words, "locale", [now(f"sum by (state) ({side(FAMILY, by=SIDES + ', state')})", "{{state}}")]
    )


def over_the_time(place: Place) -> timeseries.Panel:
    words = Words(
        "Since when do they disagree?",
        "Orders by how their statuses differ: behind or ahead of the channel, ended in different ways "
        "(apart), cancelled on one side only, or not to be told (unknown).",
        "A slope is an exchange of statuses that stands still.",
        "Hold the beginning against the log of the exchange between the sides.",
        NOTHING,
        runbook="BizprobeOrderStatusesApart",
    )
    wrong = side(FAMILY, ',state!="agreeing"', by=f"{SIDES}, state")
    return curves(
        place, words, "short", [over_time(f"sum by (state) ({wrong})", "{{state}}")], AGREEMENT
    ).decimals(0)


def agreeing(place: Place) -> timeseries.Panel:
    words = Words(
        "How many agree?",
        "Orders whose status is the same on both sides, or has differed for less than the grace period.",
        "If it falls while nothing else grows, orders are missing on one side.",
        "Then look at Order flow: which orders did not arrive?",
        NOTHING,
    )
    asked = [over_time(f"sum({orders('agreeing')})", "agreeing"), over_time(f"sum({WORDS})", "unknown words")]
    return curves(place, words, "short", asked, {"agreeing": OK, "unknown words": BAD}).decimals(0)
