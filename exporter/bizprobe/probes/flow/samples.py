"""An answer as samples."""

from collections.abc import Iterator

from bizprobe.flow.records import Tally
from bizprobe.flow.standing import OpenOrders
from bizprobe.metrics.families.flow import (
    FLOW_AHEAD,
    FLOW_AMOUNT,
    FLOW_EVENTS,
    FLOW_LAST_EVENT,
    FLOW_MISSING,
    FLOW_MISSING_LIMIT,
    FLOW_READ,
    FLOW_SILENCE_LIMIT,
    FLOW_UNANSWERED,
    FLOW_UNANSWERED_LIMIT,
    FLOW_WINDOW_OPENED,
    OLDEST_OPEN_ORDER,
    OPEN_ORDER_AGE_LIMIT,
    OPEN_ORDERS,
    ORDER_STATUS_UNMAPPED,
)
from bizprobe.metrics.family import Sample
from bizprobe.probes.flow.answer import Answer
from bizprobe.records import Money
from bizprobe.state.flows import FlowKey


def samples(key: FlowKey, answer: Answer) -> Iterator[Sample]:
    """Every series of a flow. Where limits depend on the hour, those in force at `answer.now`."""
    labels = (key.dealer, key.channel, key.flow)
    yield from _events(labels, answer.tally)
    yield Sample(FLOW_AHEAD, labels, len(answer.ahead))
    yield Sample(FLOW_READ, labels, answer.now.timestamp())
    for severity, silence in answer.silences.items():
        yield Sample(FLOW_WINDOW_OPENED, (*labels, severity), silence.opened.timestamp())
    for severity, silence in answer.silences.items():
        yield Sample(FLOW_SILENCE_LIMIT, (*labels, severity), silence.limit)
    yield from _missing(labels, answer)
    if answer.open_orders is not None:
        yield from _open_orders(labels, answer, answer.open_orders)
    if answer.missed is not None:
        yield Sample(FLOW_UNANSWERED, labels, len(answer.missed))
    for severity, count in answer.missed_limits.items():
        yield Sample(FLOW_UNANSWERED_LIMIT, (*labels, severity), count)
    if answer.baseline is not None:
        yield from answer.baseline.samples(labels)
    yield Sample(ORDER_STATUS_UNMAPPED, labels, len(answer.unmapped))


def _events(labels: tuple[str, ...], tally: Tally) -> Iterator[Sample]:
    yield Sample(FLOW_EVENTS, labels, tally.events)
    for currency, minor in tally.amounts.items():
        yield Sample(FLOW_AMOUNT, (*labels, currency), float(Money(minor, currency).major))
    if tally.last_event is not None:
        yield Sample(FLOW_LAST_EVENT, labels, tally.last_event.timestamp())


def _missing(labels: tuple[str, ...], answer: Answer) -> Iterator[Sample]:
    for side, missing in answer.tally.missing.items():
        yield Sample(FLOW_MISSING, (*labels, side), missing.total)
    for side in answer.tally.missing:
        for severity, limit in answer.missing_limits.items():
            yield Sample(FLOW_MISSING_LIMIT, (*labels, side, severity), limit)


def _open_orders(labels: tuple[str, ...], answer: Answer, orders: OpenOrders) -> Iterator[Sample]:
    for status, count in orders.counts().items():
        yield Sample(OPEN_ORDERS, (*labels, status), count)
    oldest = orders.oldest()
    for status, placed_at in oldest.items():
        yield Sample(OLDEST_OPEN_ORDER, (*labels, status), placed_at.timestamp())
    if answer.age_limits is not None:
        for (status, severity), limit in answer.age_limits.in_force(answer.now, oldest).items():
            yield Sample(OPEN_ORDER_AGE_LIMIT, (*labels, status, severity), limit)
