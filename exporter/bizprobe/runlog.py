"""What happened during one run of a probe, for the person who asks why."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from bizprobe.clock import Clock

_LIMIT = 500
_current: ContextVar["RunLog | None"] = ContextVar("bizprobe_run_log", default=None)


@dataclass(slots=True)
class RunLog:
    """Lines of one run, the first 500. Never a secret, a body or a person's data."""

    clock: Clock
    lines: list[tuple[datetime, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        if len(self.lines) < _LIMIT:
            self.lines.append((self.clock.now(), text))


def note(text: str) -> None:
    """Adds a line to the log of the run that is under way in this task, if any."""
    log = _current.get()
    if log is not None:
        log.add(text)


def start(log: RunLog) -> None:
    """Makes `log` the log of this task and of the tasks that it starts."""
    _current.set(log)
