"""What a run found out, as text for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bizprobe.engine.watch import Run, Watch
from bizprobe.web.readings import table


def outcome(watch: Watch) -> str:
    """How the last run ended, in a line."""
    run = watch.last
    assert run is not None
    if run.reading is None:
        words = f"could not ask: {run.reason}: {run.message}"
    else:
        words = "yes" if run.reading.success else "no"
        if run.reason is not None:
            words += f", but could not ask all: {run.reason}: {run.message}"
    return f"{watch.dealer.name}/{watch.name}: {words} ({run.seconds:.2f} s)"


def report(watch: Watch, now: datetime, *, debug: bool) -> str:
    """The outcome of the last run, its reading, its findings and, with `debug`, its log."""
    assert watch.last is not None
    lines = [outcome(watch), *_reading(watch, now), *_findings(watch)]
    if debug:
        lines += ["  log:", *_log(watch, watch.last)]
    return "\n".join(lines)


def _reading(watch: Watch, now: datetime) -> Iterator[str]:
    reading = watch.last.reading if watch.last else None
    if reading is None:
        return
    shown = table(reading.samples, now, watch.dealer.timezone)
    if shown.common:
        yield "  " + ", ".join(f"{name} {value}" for name, value in shown.common)
    yield from columns([(row.family.name, row.labels, row.value) for row in shown.rows])


def _findings(watch: Watch) -> Iterator[str]:
    reading = watch.last.reading if watch.last else None
    if reading is None or not reading.findings_total:
        return
    yield f"  findings: {reading.findings_total}"
    zone = watch.dealer.timezone
    yield from columns(
        [
            (
                finding.kind,
                finding.subject,
                finding.since.astimezone(zone).isoformat(" ", "seconds") if finding.since else "",
                finding.details,
            )
            for finding in reading.findings
        ]
    )
    hidden = reading.findings_total - len(reading.findings)
    if hidden > 0:
        yield f"    and {hidden} more"


def _log(watch: Watch, run: Run) -> list[str]:
    zone = watch.dealer.timezone
    return [f"    {at.astimezone(zone).isoformat(' ', 'milliseconds')}  {text}" for at, text in run.log]


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of cells, one below the other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"    {'  '.join(cells)}".rstrip()
