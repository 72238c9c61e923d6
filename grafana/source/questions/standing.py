"""How does each channel stand, in one word? The gravest of what people have been told about it.

A grade is the gravest alert that fires: by its type where it is critical, "watch" where it is a warning. It
is reckoned from Prometheus' own series of alerts, which is cheap for hundreds of channels.
"""

from typing import NamedTuple

from grafana_foundation_sdk.builders import stat, statetimeline

from panels.look import BAD, OK, UNKNOWN, WARN, Word, mapped, numbered
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from panels.timelines import timeline
from questions import firing, flows, goods
from questions.firing import began

CHANNEL = "{{dealer}} · {{channel}}"
NOBODY = "No channel is known: is the exporter up?"


class Grade(NamedTuple):
    """A word, and matchers of the alerts that deserve it."""

    word: Word
    alerts: str


def _critical(word: str, incidents: str) -> Grade:
    return Grade(Word(f"✖ {word}", BAD), f'severity="critical",incident=~"{incidents}"')


# The gravest first: what costs orders, then what costs money with each of them, then what costs ratings.
_GRADES = (
    _critical("silent", ".+-silence"),
    _critical("too few", ".+-few"),
    _critical("lost", "(orders|leads|bookings|payments|calls|messages)-missing"),
    _critical("prices", "price.+"),
    _critical("stocks", "stock-.+"),
    _critical("upload", "exchange-.+"),
    _critical("status", "status.+|cancelled-apart"),
    _critical("stuck", "orders-standing|calls-missed|chats-unanswered"),
    Grade(
        Word("? blind", UNKNOWN), 'severity=~"critical|warning",incident=~"cannot-ask|key-rejected|probe-.+"'
    ),
    _critical("other", ".+"),
    Grade(Word("▲ watch", WARN), 'severity="warning"'),
)
WORDS = {
    **{len(_GRADES) - place: grade.word for place, grade in enumerate(_GRADES)},
    0: Word("✔ well", OK),
}
CHANNELS = f"max by ({goods.WHO}) (bizprobe_channel_info{{{goods.THESE}}})"


def _graded(about: str) -> str:
    """The number of each alert that fires; one that two grades match has the graver."""
    numbers_down = zip(WORDS, _GRADES, strict=False)
    return "\nor ".join(
        f'{number} * ALERTS{{alertstate="firing",{grade.alerts},{about}}}' for number, grade in numbers_down
    )


GRADE = f"max by ({goods.WHO}) (\n{_graded(goods.THESE)}\nor 0 * {CHANNELS}\n)"
# What concerns a channel as a whole, its prices for example, concerns each of its flows. A channel without a
# flow has a row of its own.
EVERY = f"({flows.FLOWS}\nor on ({goods.WHO}) {CHANNELS})"
_OF_FLOW, _OF_CHANNEL = flows.THESE, f'{goods.THESE},flow=""'


def _gravest(of_flow: str, of_channel: str, grave: str = "max") -> str:
    """The larger, or by "min" the smaller, of what is told of each flow and what is told of its channel."""
    return (
        f"{grave} by ({flows.WHO}) (\n"
        f'label_replace({EVERY} * on ({flows.WHO}) group_left () {of_flow}, "of", "flow", "", "")\n'
        f'or label_replace({EVERY} * on ({goods.WHO}) group_left () {of_channel}, "of", "channel", "", "")\n)'
    )


GRADE_OF_FLOW = "\nor ".join(
    (
        _gravest(
            f"max by ({flows.WHO}) (\n{_graded(_OF_FLOW)}\n)",
            f"max by ({goods.WHO}) (\n{_graded(_OF_CHANNEL)}\n)",
        ),
        f"0 * {EVERY}",
    )
)


def _side(about: str, who: str) -> str:
    return firing.side(firing.firing(about), who)


LASTING = f"time() - {_gravest(began(_OF_FLOW, flows.WHO), began(_OF_CHANNEL, goods.WHO), 'min')}"
SIDE = (
    f"{_side(_OF_FLOW, flows.WHO)}\n"
    f"or on ({flows.WHO}) {EVERY} * on ({goods.WHO}) group_left (side) {_side(_OF_CHANNEL, goods.WHO)}"
)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "How many channels are well?",
        "Each channel counts once, under the gravest alert that fires about it. **upload**: prices or stocks "
        "did not arrive whole. **blind**: it cannot be asked.",
        "Every channel that is not well loses orders, or money with each of them.",
        "Find it below: the worst stands first.",
        NOBODY,
    )
    asked = [now(f'count_values by () ("grade", {GRADE})', "{{grade}}")]
    return numbers(place, words, "short", asked, limits=((None, UNKNOWN),), names=numbered(WORDS))


def now_in_depth(place: Place) -> stat.Panel:
    words = Words(
        "How is it?",
        "The gravest alert that fires about this flow, or about its channel as a whole.",
        "One word before the details.",
        "Go to the section that the word names; the table below has all alerts.",
        NOBODY,
    )
    return numbers(place, words, "none", [now(GRADE_OF_FLOW, "state")], limits=((None, UNKNOWN),)).mappings(
        mapped(WORDS)
    )


def since_when(place: Place) -> statetimeline.Panel:
    return _over_the_time(place, "Since when?", GRADE, CHANNEL)


def of_flow_since_when(place: Place) -> statetimeline.Panel:
    return _over_the_time(place, "Since when?", GRADE_OF_FLOW, f"{CHANNEL} {{{{flow}}}}")


def troubled_since_when(place: Place) -> statetimeline.Panel:
    """Without the channels about which nothing fired in the whole time; all in one line where none did."""
    fired = f"count_over_time({firing.firing(goods.THESE)}[$__range] @ end())"
    well = 'label_replace(label_replace(vector(0), "dealer", "all", "", ""), "channel", "all", "", "")'
    expr = f"{GRADE}\nand on ({goods.WHO}) {fired}\nor on () {well}"
    return _over_the_time(place, "Which channels were not well, and since when?", expr, CHANNEL)


def _over_the_time(place: Place, title: str, expr: str, name: str) -> statetimeline.Panel:
    words = Words(
        title,
        "The gravest alert about each channel over time.",
        "When it began tells what to look for: a release, an upload of prices, an expired key, work on "
        "their side.",
        "Hold it against what was changed at that time; several channels at once point to our own side.",
        "✔ nothing was wrong in this time",
    )
    return timeline(place, words, [over_time(expr, name)], WORDS)
