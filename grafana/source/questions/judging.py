"""What is worst about each thing, in one word; since when that is told, and whose side it is on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from panels.look import BAD, OK, UNKNOWN, WARN, Word
from questions import firing
from questions.firing import LOUD

CHANNEL = "dealer, channel"
BOTH = ("critical", "warning")
SIGNS = {"critical": ("✖", BAD), "warning": ("▲", WARN)}


class Verdict(NamedTuple):
    """A word, and a query of what it is true of; `over_time` is a cheaper one, for many moments."""

    word: Word
    of: str
    over_time: str


class Fact(NamedTuple):
    """What may be wrong: its word, a query of what goes beyond the limit of a severity, and its alerts."""

    word: str
    beyond: Callable[[str], str]
    alerts: str = ""
    severities: Sequence[str] = BOTH

    def verdicts(self, severity: str) -> Sequence[Verdict]:
        if severity not in self.severities:
            return []
        sign, colour = SIGNS[severity]
        of = self.beyond(severity)
        told = f'ALERTS{{severity="{severity}",{self.alerts}}}' if self.alerts else of
        return [Verdict(Word(f"{sign} {self.word}", colour), of, told)]


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
        """By the limits, for one moment: joins for each of many channels take their time."""
        numbered = zip(self.words, self.verdicts, strict=True)
        return "\nor ".join(f"clamp({verdict.of}, {number}, {number})" for number, verdict in numbered)

    def over_time(self, who: str) -> str:
        """By the alerts, pending or firing."""
        numbered = zip(self.words, self.verdicts, strict=True)
        told = (f"clamp({verdict.over_time}, {number}, {number})" for number, verdict in numbered)
        return f"max by ({who}) (\n" + "\nor ".join(told) + "\n)"


def beyond(word: str, value: str, limit: str, given: str, who: str, alerts: str) -> Fact:
    """That a value is above the limit that a family tells."""
    return Fact(
        word, lambda severity: f'{value} > max by ({who}) ({limit}{{{given},severity="{severity}"}})', alerts
    )


def judged(facts: Sequence[Fact], not_known: Verdict, well: Verdict) -> Judgement:
    """By the limits: what is critical, then what is not known, then what is a warning."""
    critical, warning = ([each for fact in facts for each in fact.verdicts(severity)] for severity in BOTH)
    return Judgement((*critical, not_known, *warning, well))


def not_compared(of: str) -> Verdict:
    return Verdict(Word("? not compared", UNKNOWN), of, of)


def well(of: str, word: str = "✔ well") -> Verdict:
    return Verdict(Word(word, OK), of, of)


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
        """On whose side it is, a label; what some alerts leave open, others may know."""
        sides = (
            firing.side(self._own("ALERTS", of), self.who) for of in ('side!="unknown"', 'side="unknown"')
        )
        own = f"\nor on ({self.who}) ".join(sides)
        return (
            f"{own}\nor on ({self.who}) ({self.not_known})"
            f" * on ({CHANNEL}) group_left (side) {firing.side(self._unasked('ALERTS'), CHANNEL)}"
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

    def _own(self, series: str, *more: str) -> str:
        return f"{series}{{{','.join((LOUD, self.matchers, *more))}}}"

    def _unasked(self, series: str) -> str:
        return f'{series}{{{LOUD},{self.channels},incident=~"cannot-ask|key-rejected"}}'
