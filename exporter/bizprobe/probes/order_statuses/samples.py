"""An answer as samples."""

from collections.abc import Iterator

from bizprobe.agreement.standing import Verdict
from bizprobe.metrics.families.order_statuses import (
    ORDER_STATUS_MISMATCHES,
    ORDER_STATUS_OLDEST_MISMATCH,
    ORDER_STATUS_ORDERS,
    ORDER_STATUS_ORDERS_LIMIT,
    ORDER_STATUS_READ,
    ORDER_STATUS_WORDS_UNMAPPED,
)
from bizprobe.metrics.family import Sample
from bizprobe.probes.order_statuses.answer import Answer

Labels = tuple[str, str, str]
"""Dealer, channel and flow."""


def samples(labels: Labels, answer: Answer) -> Iterator[Sample]:
    """Every series of the probe, as far as the sides could be read; limits as at `answer.now`."""
    for where, verdict in answer.verdicts.items():
        yield from _side((*labels, where), verdict)
    for where in answer.verdicts:
        yield from _limits((*labels, where), answer)
    yield Sample(ORDER_STATUS_MISMATCHES, labels, len(answer.mismatching))
    for where, words in answer.unmapped.items():
        yield Sample(ORDER_STATUS_WORDS_UNMAPPED, (*labels, where), len(words))
    for where in answer.verdicts:
        yield Sample(ORDER_STATUS_READ, (*labels, where), answer.now.timestamp())


def _side(labels: tuple[str, ...], verdict: Verdict) -> Iterator[Sample]:
    for state, count in verdict.counts.items():
        yield Sample(ORDER_STATUS_ORDERS, (*labels, state), count)
    for state, since in verdict.oldest().items():
        yield Sample(ORDER_STATUS_OLDEST_MISMATCH, (*labels, state), since.timestamp())


def _limits(labels: tuple[str, ...], answer: Answer) -> Iterator[Sample]:
    for state, limits in answer.limits.items():
        for severity, limit in limits.items():
            yield Sample(ORDER_STATUS_ORDERS_LIMIT, (*labels, state, severity), limit)
