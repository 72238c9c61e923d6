"""How a probe stands, in one word and one sentence, for the person who looks first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bizprobe.engine.watch import Watch
from bizprobe.metrics.families.compare import PRICE_ITEMS, STOCK_ITEMS
from bizprobe.metrics.families.flow import FLOW_LAST_EVENT
from bizprobe.metrics.families.order_statuses import ORDER_STATUS_ORDERS
from bizprobe.reading import Finding, Reading
from bizprobe.web.words import age


class State(StrEnum):
    """From the worst to the best."""

    PROBLEM = "problem"
    CANNOT_ASK = "cannot_ask"
    WAITING = "waiting"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` is when the present state began as far as is known; None where it always was so."""

    state: State
    since: datetime | None
    headline: str


def standing(watch: Watch, now: datetime) -> Standing:
    """What the runs of a probe say, the last one first."""
    run = watch.last
    if run is None:
        return Standing(State.WAITING, None, "The first run has not ended yet.")
    if run.reading is not None and not run.reading.success:
        return Standing(State.PROBLEM, watch.last_success_at, _trouble(run.reading))
    if run.reading is None or run.reason is not None:
        return Standing(State.CANNOT_ASK, watch.answered_at, _failure(run.reason or "", run.message))
    return Standing(State.OK, None, _calm(run.reading, now))


def sentence(finding: Finding) -> str:
    """A finding in one line."""
    what = ": ".join(filter(None, [_words(finding.kind), finding.subject]))
    return f"{what} ({finding.details})" if finding.details else what


def _failure(reason: str, message: str) -> str:
    return ": ".join(filter(None, [_words(reason), message]))


def _trouble(reading: Reading) -> str:
    total = max(reading.findings_total, len(reading.findings))
    if not reading.findings:
        return f"{total} findings" if total else "The answer is no."
    first = sentence(reading.findings[0])
    return f"{total} findings. First: {first}" if total > 1 else first


def _calm(reading: Reading, now: datetime) -> str:
    last = [sample.value for sample in reading.samples if sample.family is FLOW_LAST_EVENT]
    words = [f"Last event {age(now.timestamp() - max(last))} ago."] if last else []
    compared = [sample for sample in reading.samples if sample.family in (PRICE_ITEMS, STOCK_ITEMS)]
    if compared:
        matching = sum(sample.value for sample in compared if sample.labels[-1] == "matching")
        words.append(f"{matching:.0f} of {sum(sample.value for sample in compared):.0f} items match.")
    words += _agreement(reading)
    if reading.findings_total:
        words.append(f"Findings: {reading.findings_total}.")
    return " ".join(words)


def _agreement(reading: Reading) -> Iterator[str]:
    """How many orders agree, at each side that is held against the channel."""
    counts: dict[str, Counter[str]] = {}
    for sample in reading.samples:
        if sample.family is ORDER_STATUS_ORDERS:
            where, state = sample.labels[-2:]
            counts.setdefault(where, Counter())[state] += int(sample.value)
    for where, states in counts.items():
        yield f"{where.capitalize()}: {states['agreeing']} of {states.total()} orders agree."


def _words(label: str) -> str:
    return label.replace("_", " ").capitalize()
