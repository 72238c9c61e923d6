"""Logs: JSON lines for machines, plain lines for people. Never a secret."""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

# These write addresses and statements at INFO, with whatever stands in them.
_TALKATIVE = ("aioftp", "aiosqlite", "asyncio", "asyncssh", "httpcore", "httpx", "sqlalchemy", "uvicorn")


def configure_logs(*, level: str = "info", console: bool = False, stream: TextIO | None = None) -> None:
    """Sends the logs of Bizprobe and of its libraries to `stream` (default standard error)."""
    number = logging.getLevelNamesMapping()[level.upper()]
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_the_stack,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _in_reading_order,
                _renderer(console),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=number, force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def whereabouts(error: BaseException) -> str:
    """What kind of error and where: `KeyError in run (flow.py:42)`. No words: they may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {last.name} ({last.filename.rpartition('/')[2]}:{last.lineno})"


def _renderer(console: bool) -> Processor:
    if console:
        return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _name_the_stack(logger: Any, method: str, event: EventDict) -> EventDict:
    """Turns `exc_info` into the frames of the error and of its causes, without anybody's words."""
    error = event.pop("exc_info", None)
    if error is True or isinstance(error, tuple):
        error = (error if isinstance(error, tuple) else sys.exc_info())[1]
    if isinstance(error, BaseException):
        event["stack"] = "\n".join(_stack(error))
    return event


def _in_reading_order(logger: Any, method: str, event: EventDict) -> EventDict:
    first = ("timestamp", "level", "event")
    return {**{name: event.pop(name) for name in first if name in event}, **event}


def _stack(error: BaseException) -> list[str]:
    lines = [type(error).__name__]
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for cause in (*inner, error.__cause__ or error.__context__):
        if cause is not None:
            lines += _stack(cause)
    return lines
