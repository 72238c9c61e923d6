"""An answer as findings: who is silent, which orders are missing, which stand too long."""

from collections.abc import Iterator, Sequence

from bizprobe.flow.records import Side
from bizprobe.flow.words import span
from bizprobe.probes.flow.answer import Answer
from bizprobe.probes.flow.settings import Flow, FlowSettings
from bizprobe.reading import Finding, FindingKind

_WORST = 100
_KINDS = {Side.BOOK: FindingKind.MISSING_IN_BOOK, Side.CHANNEL: FindingKind.MISSING_IN_CHANNEL}


def findings(settings: FlowSettings, answer: Answer) -> tuple[Sequence[Finding], int]:
    """The worst findings, at most 100 of a kind and the worst first, and how many there are in all."""
    silent = list(_silence(settings, answer))
    missing = [finding for side in (Side.BOOK, Side.CHANNEL) for finding in _missing(settings, answer, side)]
    others = [
        list(kind)
        for kind in (_missed_calls(answer), _too_old(settings, answer), _ahead(answer), _unmapped(answer))
    ]
    total = len(silent) + sum(one_side.total for one_side in answer.tally.missing.values())
    total += sum(map(len, others))
    return [*silent, *missing, *(finding for kind in others for finding in kind[:_WORST])], total


def _silence(settings: FlowSettings, answer: Answer) -> Iterator[Finding]:
    if answer.silent is None:
        return
    silence, last = answer.silences[answer.silent], answer.tally.last_event
    quiet = span((answer.now - (last or answer.tally.known_from)).total_seconds())
    words = f"no {settings.flow.one} for {quiet}, allowed are {span(silence.limit)} ({answer.silent})"
    yield Finding(FindingKind.SILENT, settings.channel, since=last, note=words)


def _missing(settings: FlowSettings, answer: Answer, side: Side) -> Iterator[Finding]:
    if settings.book is None or side not in answer.tally.missing:
        return
    names = {Side.BOOK: settings.book, Side.CHANNEL: settings.channel}
    words = f"{names[side.other]} has it, {names[side]} does not"
    for sighting in answer.tally.missing[side].oldest:
        yield Finding(_KINDS[side], sighting.number, since=sighting.placed_at, note=words)


def _too_old(settings: FlowSettings, answer: Answer) -> Iterator[Finding]:
    chats = settings.flow is Flow.MESSAGES
    kind = FindingKind.CHAT_UNANSWERED if chats else FindingKind.ORDER_TOO_OLD
    for order in answer.too_old():
        age = span((answer.now - order.placed_at).total_seconds())
        stands = f"no answer for {age}" if chats else f"{order.status} after {age}"
        words = f"{stands}, allowed are {span(order.limit)} ({order.severity})"
        yield Finding(kind, order.number, since=order.placed_at, note=words)


def _missed_calls(answer: Answer) -> Iterator[Finding]:
    if answer.too_many_missed and answer.missed is not None:
        for number, at in answer.missed.items():
            yield Finding(FindingKind.CALL_MISSED, number, since=at, note="nobody took it")


def _ahead(answer: Answer) -> Iterator[Finding]:
    for sighting in answer.ahead:
        early = span((sighting.placed_at - answer.now).total_seconds())
        words = f"{early} ahead; check the time zone of the channel"
        written = sighting.placed_at.isoformat(" ", "seconds")
        yield Finding(FindingKind.TIME_AHEAD, sighting.number, theirs=written, note=words)


def _unmapped(answer: Answer) -> Iterator[Finding]:
    for word, orders in sorted(answer.unmapped.items(), key=lambda item: (-item[1], item[0])):
        words = f"{orders} with this status; add it to the statuses of the channel"
        yield Finding(FindingKind.STATUS_UNMAPPED, word, note=words)
