"""A probe's page for machines: JSON, and its findings as CSV."""

import csv
import io
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bizprobe.engine.watch import Run, Watch
from bizprobe.metrics.exposition import number
from bizprobe.metrics.family import Sample
from bizprobe.reading import Finding
from bizprobe.web.standing import standing

_COLUMNS = ("kind", "subject", "ours", "theirs", "since", "note")
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(watch: Watch, settings: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """All that is known of a probe. Times are ISO 8601 in UTC, durations seconds."""
    stands = standing(watch, now)
    return {
        "dealer": watch.dealer.name,
        "probe": watch.name,
        "kind": watch.settings.kind,
        "state": stands.state,
        "since": _time(stands.since),
        "headline": stands.headline,
        "running": watch.running,
        "next_due": _time(watch.next_due),
        "last_success_at": _time(watch.last_success_at),
        "runs": watch.runs,
        "errors": dict(watch.errors),
        "last": _run(watch.last),
        "last_answer": _run(watch.last_answer),
        "last_failure": _run(watch.last_failure),
        "settings": settings,
    }


def as_csv(watch: Watch) -> str:
    """The findings of the last answer."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    reading = watch.last_answer.reading if watch.last_answer else None
    for finding in reading.findings if reading else ():
        writer.writerow([_cell(value) for value in _finding(finding).values()])
    return out.getvalue()


def _run(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    reading = run.reading
    return {
        "id": run.id,
        "started": _time(run.started),
        "seconds": run.seconds,
        "success": reading.success if reading else None,
        "reason": run.reason,
        "message": run.message,
        "samples": [_sample(sample) for sample in reading.samples] if reading else [],
        "findings_total": reading.findings_total if reading else 0,
        "findings": [_finding(finding) for finding in reading.findings] if reading else [],
        "log": [{"at": _time(at), "text": text} for at, text in run.log],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    labels = dict(zip(sample.family.labels, sample.labels, strict=True))
    if sample.le:
        labels["le"] = sample.le
    # JSON has no infinity and no NaN: these are text, as in the exposition.
    value = sample.value if math.isfinite(sample.value) else number(sample.value)
    return {"name": sample.family.name + sample.suffix, "labels": labels, "value": value}


def _finding(finding: Finding) -> dict[str, str | None]:
    return {
        "kind": finding.kind,
        "subject": finding.subject,
        "ours": finding.ours,
        "theirs": finding.theirs,
        "since": _time(finding.since),
        "note": finding.note,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cell(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text
