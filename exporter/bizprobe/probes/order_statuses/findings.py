"""An answer as findings: on which orders the sides do not agree, and which words nobody mapped."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice

from bizprobe.agreement.join import Mismatch
from bizprobe.agreement.scale import WAY, State
from bizprobe.agreement.standing import Standing
from bizprobe.probes.order_statuses.answer import Answer
from bizprobe.probes.order_statuses.settings import OrderStatusesSettings, Where
from bizprobe.reading import Finding, FindingKind

_WORST = 100


def findings(settings: OrderStatusesSettings, answer: Answer) -> tuple[Sequence[Finding], int]:
    """The worst findings, at most 100 orders and as many words, and how many there are in all."""
    names = {Where.CHANNEL: settings.channel, **settings.systems}
    sides = [
        [(standing, names[where]) for standing in verdict.standing]
        for where, verdict in answer.verdicts.items()
    ]
    worst = islice(merge(*sides, key=lambda found: found[0].rank), _WORST)
    orders = [_order(standing, system, settings.channel) for standing, system in worst]
    words = [word for where, found in answer.unmapped.items() for word in _words(where, names[where], found)]
    total = sum(len(verdict.standing) for verdict in answer.verdicts.values()) + len(words)
    return [*orders, *words[:_WORST]], total


def _order(standing: Standing, system: str, channel: str) -> Finding:
    mismatch = standing.mismatch
    return Finding(
        FindingKind(f"status_{mismatch.state}"),
        mismatch.number,
        str(mismatch.ours),
        str(mismatch.theirs),
        standing.since,
        _note(mismatch, system, channel),
    )


def _note(mismatch: Mismatch, system: str, channel: str) -> str:
    match mismatch.state:
        case State.BEHIND:
            return f"{system} lags behind {channel}"
        case State.AHEAD:
            return f"{channel} lags behind {system}"
        case State.CANCELLED_APART:
            alive = system if mismatch.ours.status in WAY else channel
            cancelled = channel if alive == system else system
            return f"{cancelled} has cancelled it, {alive} has not"
    return f"{system} and {channel} ended it in different ways"


def _words(where: Where, name: str, unmapped: Mapping[str, int]) -> Iterator[Finding]:
    block = "channel" if where is Where.CHANNEL else "system"
    for word, orders in sorted(unmapped.items(), key=lambda item: (-item[1], item[0])):
        words = f"{orders} with this status in {name}; add it to the statuses of that {block}"
        yield Finding(FindingKind.STATUS_UNMAPPED, word, note=words)
