"""What is worst about each account, since when, and whose side it is on."""

from panels.look import UNKNOWN, Word
from questions.accounts import FAILED, FAILURES, KNOWN, THESE, WHO, requests
from questions.budgets import WITHHELD
from questions.firing import LOUD
from questions.judging import Fact, Verdict, judged, well
from questions.keys import KEY_LIFE, RIGHTS, life_limit

_BLIND = "probe:bizprobe_probe_blind_seconds:exceeded"
# The accounts that blind probes ask. Which of them is at fault, its own answers tell.
_OF_BLIND = f"max by ({WHO}) (bizprobe_asks_info{{{THESE}}} and on (dealer, probe) {_BLIND})"
_PAGES = 'max by (dealer, probe, url) (bizprobe_probe_expected_info{dealer=~"$dealer"})'
# The probe that shows best how an account answers, a blind one if there is one: labels.
PROBE = (
    f"topk by (dealer, remote) (1, max by (dealer, remote, probe) (bizprobe_asks_info{{{THESE}}})"
    f" * on (dealer, probe) group_left (url) ({_BLIND} * on (dealer, probe) group_left (url) {_PAGES}"
    f" or on (dealer, probe) 0 * {_PAGES}))"
)


def _fails(kind: str, codes: str) -> Fact:
    return Fact(kind, lambda _: f"{requests('5m', codes)} > 0 and {_OF_BLIND}", severities=("critical",))


_FAILS = [_fails(kind, codes) for kind, codes in FAILURES.items()]
_NOT_ASKED_NOW = f"{KNOWN} unless {requests('1h')}"
_NOT_ASKED = Verdict(Word("? not asked", UNKNOWN), _NOT_ASKED_NOW, _NOT_ASKED_NOW)
_WELL = well(KNOWN, "✔ answers")
# Over the time only whether it answers: the rest changes slowly, and has curves.
ANSWERS = judged(_FAILS, _NOT_ASKED, _WELL)
JUDGEMENT = judged(
    (
        *_FAILS,
        Fact("key ends", lambda severity: f"{KEY_LIFE} < {life_limit(severity)}"),
        Fact("rights missing", lambda _: f"{RIGHTS} > 0", severities=("warning",)),
        Fact("fails in part", lambda _: f"{FAILED} > 1 - {KNOWN}", severities=("warning",)),
        Fact("budget spent", lambda _: f"{WITHHELD} > 0", severities=("warning",)),
    ),
    _NOT_ASKED,
    _WELL,
)
INCIDENTS = "key.+|api.+|cannot-ask|system.+|uplink.+"


def _told(series: str) -> str:
    """The alerts about accounts; they name a channel, or a system of the seller."""

    def named(label: str) -> str:
        given = f'dealer=~"$dealer",{label}=~"$remote",{LOUD},incident=~"{INCIDENTS}"'
        return f'label_replace({series}{{{given}}}, "remote", "$1", "{label}", "(.+)")'

    return f"({named('channel')} or {named('system')}) and on (dealer, remote) {KNOWN}"


LASTING = f"time() - min by (dealer, remote) ({_told('ALERTS_FOR_STATE')})"
# On whose side it is, which for a key is ours at an account of theirs: a label.
BLAMED = (
    "topk by (dealer, remote) (1, count by (dealer, remote, blamed) (label_replace("
    f'{_told("ALERTS")}, "blamed", "$1", "side", "(.+)")))'
)
