"""What is worst about each thing, in one word; since when that is told, and whose side it is on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from panels.look import BAD, UNKNOWN, WARN, Word

CHANNEL = "dealer, channel"
BOTH = ("critical", "warning")
SIGNS = {"critical": ("✖", BAD), "warning": ("▲", WARN)}


class Fact(NamedTuple):
    """What may be wrong: its word, and a query of what goes beyond the limit of a severity."""

    word: str
    beyond: Callable[[str], str]
    severities: Sequence[str] = BOTH

    def verdicts(self, severity: str) -> "list[Verdict]":
        sign, colour = SIGNS[severity]
        word = Word(f"{sign} {self.word}", colour)
        return [Verdict(word, self.beyond(severity))] if severity in self.severities else []


class Verdict(NamedTuple):
    """A word, and a query of what it is true of."""

    word: Word
    of: str


class Judgement(NamedTuple):
    """Verdicts, worst first; the last is that all is well. Each thing gets the first that is true of it.

    They are numbered from the end, so that a table is sorted by them.
    """

    verdicts: Sequence[Verdict]

    @property
    def words(self) -> dict[int, Word]:
        return {len(self.verdicts) - place: each.word for place, each in enumerate(self.verdicts, 1)}

    @property
    def expr(self) -> str:
        numbered = zip(self.words, self.verdicts, strict=True)
        return "\nor ".join(f"clamp({verdict.of}, {number}, {number})" for number, verdict in numbered)


def beyond(word: str, value: str, limit: str, given: str, who: str) -> Fact:
    """That a value is above the limit that a family tells."""
    return Fact(word, lambda severity: f'{value} > max by ({who}) ({limit}{{{given},severity="{severity}"}})')


def judged(facts: Sequence[Fact], not_known: Verdict, well: Verdict) -> Judgement:
    """By the limits: what is critical, then what is not known, then what is a warning."""
    critical, warning = ([each for fact in facts for each in fact.verdicts(severity)] for severity in BOTH)
    return Judgement((*critical, not_known, *warning, well))


def not_compared(of: str) -> Verdict:
    return Verdict(Word("? not compared", UNKNOWN), of)


def unanswered(who: str, info: str, known: str) -> str:
    """What the configuration, `info`, says must be known and is not; or its probe cannot ask any more."""
    blind = f"{info} and on (dealer, probe) probe:bizprobe_probe_blind_seconds:exceeded"
    return f"max by ({who}) ({blind})\nor max by ({who}) ({info}) unless on ({who}) {known}"


class Told(NamedTuple):
    """The alerts about each thing; about what is not known, those that say why it cannot be asked."""

    who: str
    matchers: str
    channels: str
    not_known: str

    @property
    def side(self) -> str:
        """On whose side it is, a label."""

        def most(who: str, alerts: str) -> str:
            return f"topk by ({who}) (1, count by ({who}, side) ({alerts}))"

        return (
            f"{most(self.who, self._own('ALERTS'))}\nor on ({self.who}) ({self.not_known})"
            f" * on ({CHANNEL}) group_left (side) {most(CHANNEL, self._unasked('ALERTS'))}"
        )

    @property
    def lasting(self) -> str:
        """Seconds since it became true."""
        first = f"min by ({self.who}) ({self._own('ALERTS_FOR_STATE')})"
        unasked = f"min by ({CHANNEL}) ({self._unasked('ALERTS_FOR_STATE')})"
        return (
            f"time() - ({first}\nor on ({self.who}) ({self.not_known})"
            f" * on ({CHANNEL}) group_left () {unasked})"
        )

    def _own(self, series: str) -> str:
        return f'{series}{{severity=~"critical|warning",{self.matchers}}}'

    def _unasked(self, series: str) -> str:
        return f'{series}{{severity=~"critical|warning",{self.channels},incident=~"cannot-ask|key-rejected"}}'
