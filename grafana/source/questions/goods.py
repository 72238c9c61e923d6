"""Questions about prices and stocks in PromQL, answered by (dealer, channel) unless it says otherwise.

Everything is aggregated before it is joined, so that two exporters never match many to many. What was not
read is in no series, and so never looks well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import stat

from panels.look import BAD, NOTHING, Word, fixed, mapped, prop
from panels.numbers import numbers
from panels.panel import Place, Words, now
from questions import judging
from questions.judging import Fact, Judgement, Told, judged, not_compared, unanswered, well

WHO = "dealer, channel"
THESE = 'dealer=~"$dealer",channel=~"$channel"'


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared, prices or stocks: its family, and what else may be wrong beside the states of items.

    `states` are the words for the states and the types of incident that they are, worst first; `incidents`
    are all types about it.
    """

    what: str
    family: str
    incidents: str
    states: Mapping[str, tuple[str, str]]
    facts: Sequence[Fact] = ()

    @property
    def known(self) -> str:
        return items(self.family, "matching")

    @property
    def not_known(self) -> str:
        """Channels that must be compared and are not."""
        return unanswered(WHO, self._info, self.known)

    @property
    def judgement(self) -> Judgement:
        limit = f"{self.family}_limit"
        states = [
            beyond(word, items(self.family, state), limit, incident, f'{THESE},state="{state}"')
            for state, (word, incident) in self.states.items()
        ]
        return judged([*states, *self.facts], not_compared(self.not_known), well(self.known))

    @property
    def matchers(self) -> str:
        """Selects the alerts about it."""
        return f'{THESE},incident=~"{self.incidents}|exchange.+",exchange=~"|{self.what}"'

    @property
    def told(self) -> Told:
        return Told(WHO, self.matchers, THESE, self.not_known)

    @property
    def pages(self) -> str:
        """The probe that compares, and the address of the page that lists the offenders: labels."""
        return f"max by ({WHO}, probe, url) ({self._info})"

    @property
    def _info(self) -> str:
        return f'bizprobe_compare_info{{{THESE},what="{self.what}"}}'

    @property
    def read_age(self) -> str:
        """Seconds since both sides were last read whole."""
        read = f'bizprobe_compare_read_timestamp_seconds{{{THESE},what="{self.what}"}}'
        return f"time() - max by ({WHO}) ({read})"

    @property
    def wrong(self) -> str:
        """How many items do not match, by how, over all channels that are chosen."""
        return by_state(self.family, ',state!="matching"')


def items(family: str, state: str) -> str:
    """How many items are in a state."""
    return f'max by ({WHO}) ({family}{{{THESE},state="{state}"}})'


def by_state(family: str, given: str = "") -> str:
    """How many items are in each state, over all channels that are chosen."""
    return f"sum by (state) (max by ({WHO}, state) ({family}{{{THESE}{given}}}))"


def beyond(word: str, value: str, limit: str, incident: str, given: str = THESE) -> Fact:
    """That a value is above the limit that a family tells of the channel."""
    return judging.beyond(word, value, limit, given, WHO, f'{THESE},incident="{incident}"')


def states(place: Place, words: Words, family: str, names: Mapping[str, Word]) -> stat.Panel:
    """How many items are in each state, a number each."""
    panel = numbers(place, words, "locale", [now(by_state(family), "{{state}}")], names=names)
    return panel.mappings(mapped(NOTHING))


def excess(place: Place, words: Words, asked: Mapping[str, str], bad: str, lacking: str) -> stat.Panel:
    """Numbers by their names; and where something is beyond its limit, how much, in red under a cross."""
    queries = [now(expr, name) for name, expr in asked.items()]
    panel = numbers(place, words, "locale", [*queries, now(f"sum({lacking})", f"✖ {bad}")])
    return panel.mappings(mapped(NOTHING)).override_by_regexp("/^✖/", [prop("color", fixed(BAD))])


def tolerated(limit: str, given: str = THESE) -> str:
    """The tightest limit that a family tells."""
    return f"min by ({WHO}) ({limit}{{{given}}})"


def gap(direction: str) -> str:
    """The money between the sides, one piece of each item, by currency."""
    family = f'bizprobe_price_gap_amount{{{THESE},direction="{direction}"}}'
    return f"max by ({WHO}, currency) ({family})"


def loss(window: str, by: str = f"{WHO}, currency") -> str:
    """What order lines sold below every valid price have cost."""
    return f"sum by ({by}) (increase(bizprobe_price_loss_amount_total{{{THESE}}}[{window}]))"
