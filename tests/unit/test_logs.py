import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from bizprobe.logs import configure_logs, whereabouts


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def failure() -> Exception:
    """An error with a cause, both with a secret in their words."""
    try:
        try:
            raise KeyError("s3cret")
        except KeyError as cause:
            raise ValueError("token=s3cret") from cause
    except ValueError as error:
        return error


def test_a_line_is_json_with_its_time_in_utc_first() -> None:
    out = StringIO()
    configure_logs(stream=out)
    with structlog.contextvars.bound_contextvars(dealer="apteka"):
        structlog.get_logger().warning("probe is slow", seconds=3, title="Аптека")

    line = json.loads(out.getvalue())
    assert list(line) == ["timestamp", "level", "event", "seconds", "title", "dealer"]
    assert line["timestamp"].endswith("Z")
    assert "Аптека" in out.getvalue()


def test_an_error_is_logged_with_its_frames_and_causes_but_without_its_words() -> None:
    out = StringIO()
    configure_logs(stream=out)
    structlog.get_logger().error("failed", exc_info=failure())

    stack = json.loads(out.getvalue())["stack"].splitlines()
    assert [frame for frame in stack if not frame.startswith(" ")] == ["ValueError", "KeyError"]
    assert stack[1].endswith("in failure")
    assert "s3cret" not in out.getvalue()


def test_the_errors_of_libraries_lose_their_words_too() -> None:
    out = StringIO()
    configure_logs(stream=out)
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=failure())

    line = json.loads(out.getvalue())
    assert line["event"] == "Exception in ASGI application"
    assert line["stack"].startswith("ValueError\n")
    assert "s3cret" not in out.getvalue()


@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "sqlalchemy.engine", "uvicorn.access"])
def test_libraries_do_not_tell_what_they_ask(library: str) -> None:
    out = StringIO()
    configure_logs(level="debug", stream=out)
    logging.getLogger(library).info("GET https://api/orders?key=s3cret")

    assert out.getvalue() == ""


def test_lines_below_the_level_are_left_out() -> None:
    out = StringIO()
    configure_logs(level="warning", stream=out)
    structlog.get_logger().info("nothing happened")

    assert out.getvalue() == ""


def test_a_terminal_gets_plain_lines() -> None:
    out = StringIO()
    configure_logs(console=True, stream=out)
    structlog.get_logger().error("failed", exc_info=failure())

    assert "[error    ] failed\nValueError\n" in out.getvalue()
    assert "s3cret" not in out.getvalue()


def test_whereabouts_name_the_place_and_not_the_words() -> None:
    words = whereabouts(failure())

    assert words.startswith("ValueError in failure (test_logs.py:")
    assert "s3cret" not in words
    assert whereabouts(ValueError("s3cret")) == "ValueError"
