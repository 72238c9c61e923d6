"""Colours that everybody can tell apart, and the words and signs that stand beside them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

# Okabe and Ito's palette, safe for every kind of colour blindness; grey is added for "unknown".
OK = "#0072B2"
WARN = "#E69F00"
BAD = "#D55E00"
UNKNOWN = "#999999"
SKY = "#56B4E9"
GREEN = "#009E73"
PINK = "#CC79A7"
YELLOW = "#F0E442"
NONE = "transparent"

SEVERITY = {"critical": BAD, "warning": WARN}
STATUS = {"new": OK, "assembling": SKY, "packed": GREEN, "handed_over": PINK, "at_pickup": YELLOW}
CURRENCY = {"RUB": OK, "USD": GREEN, "EUR": SKY, "KZT": PINK, "BYN": YELLOW}


class Word(NamedTuple):
    """What a value means: a sign, a word and a colour."""

    text: str
    colour: str


# The numbers order the rows of a table, worst first; questions.flows.STATE yields them.
STATE = {
    7: Word("✖ silent", BAD),
    6: Word("✖ lost", BAD),
    5: Word("✖ stuck", BAD),
    4: Word("? cannot ask", UNKNOWN),
    3: Word("– no data", UNKNOWN),
    2: Word("▲ watch", WARN),
    0: Word("✔ selling", OK),
}
# A colour says how bad it is, never whose side: that is what the words are for.
SIDE = {
    "channel": Word("↗ theirs", BAD),
    "ours": Word("⌂ ours", BAD),
    "unknown": Word("? not clear", BAD),
}
# In a table, which has words enough in colour.
PLAIN_SIDE = {side: Word(each.text, NONE) for side, each in SIDE.items()}
ANSWER = {1: Word("✔ yes", OK), 0: Word("✖ no", BAD), 2: Word("? not asked", UNKNOWN)}
# None of what should not be steps back, so that what there is stands out.
NOTHING = {0: Word("0", UNKNOWN)}
FIRING = {1: Word("✖ firing", BAD), 0: Word("✔ quiet", OK)}
PRICE = {
    "matching": Word("✔ matching", OK),
    "different": Word("✖ different", BAD),
    "missing": Word("○ missing", WARN),
    "quarantined": Word("⏸ quarantined", PINK),
    "unexpected": Word("+ unexpected", SKY),
}
STOCK = {
    "matching": Word("✔ matching", OK),
    "hidden": Word("✖ hidden", BAD),
    "phantom": Word("◌ phantom", PINK),
    "different": Word("≠ different", WARN),
    "missing": Word("○ missing", SKY),
}
GOODS = {
    "different": BAD,
    "missing": SKY,
    "quarantined": PINK,
    "unexpected": GREEN,
    "hidden": BAD,
    "phantom": PINK,
}
AGREEMENT = {
    "behind": WARN,
    "ahead": SKY,
    "apart": PINK,
    "cancelled_apart": BAD,
    "unknown": UNKNOWN,
    "agreeing": OK,
}
ALERT = {2: Word("✖ firing", BAD), 1: Word("▲ pending", WARN), 0: Word("✔ quiet", OK)}

Limits = Sequence[tuple[float | None, str]]
# Shares of an exported limit: the limit itself is 1, whatever its size and unit.
SHARE: Limits = ((None, OK), (0.8, WARN), (1, BAD))
ANY_IS_BAD: Limits = ((None, OK), (1, BAD))
PLAIN: Limits = ((None, OK),)


def mapped(words: Mapping[int, Word] | Mapping[str, Word]) -> list[model.ValueMapping]:
    """Value mappings that put the words in place of the values."""
    return [
        model.ValueMap(
            options={
                str(value): model.ValueMappingResult(text=word.text, color=word.colour, index=index)
                for index, (value, word) in enumerate(words.items())
            }
        )
    ]


def numbered(words: Mapping[int, Word]) -> dict[str, Word]:
    """The same by the text of the number, as count_values writes it."""
    return {str(number): word for number, word in words.items()}


def calm(words: Mapping[int, Word]) -> dict[int, Word]:
    """The words for a table: a wall of colour hides the row that matters, so what is well stays plain."""
    return {**words, 0: Word(words[0].text, NONE)}


def steps(*limits: tuple[float | None, str]) -> build.ThresholdsConfig:
    """The colour from each value upward; the first value is None."""
    return (
        build.ThresholdsConfig()
        .mode(model.ThresholdsMode.ABSOLUTE)
        .steps([model.Threshold(value=value, color=colour) for value, colour in limits])
    )


def prop(name: str, value: object) -> model.DynamicConfigValue:
    """One property of an override."""
    return model.DynamicConfigValue(id_val=name, value=value)


def fixed(colour: str) -> dict[str, str]:
    """The value of a `color` property."""
    return {"mode": "fixed", "fixedColor": colour}


def called(word: Word) -> list[model.DynamicConfigValue]:
    """Gives a series the name and the colour of a word."""
    return [prop("displayName", word.text), prop("color", fixed(word.colour))]


def dashed(colour: str) -> list[model.DynamicConfigValue]:
    """How a limit is drawn: a dashed line that fills nothing and stacks on nothing."""
    return [
        prop("color", fixed(colour)),
        prop("custom.lineStyle", {"fill": "dash", "dash": [10, 8]}),
        prop("custom.lineWidth", 2),
        prop("custom.fillOpacity", 0),
        prop("custom.drawStyle", "line"),
        prop("custom.stacking", {"mode": "none"}),
    ]
