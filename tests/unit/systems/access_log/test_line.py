"""Lines of web servers' logs."""

import re
from zoneinfo import ZoneInfo

import pytest

from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.selector import Selector
from bizprobe.systems.access_log.line import COMBINED, COMBINED_TIME, LineReader, by_keys, by_pattern
from tests.unit.remote.sides import MOSCOW, NOON

LOG = LineReader(by_pattern(COMBINED), COMBINED_TIME, MOSCOW)
TIME = "[22/Nov/2026:15:00:00 +0300]"


@pytest.mark.parametrize(
    "line",
    [
        f'203.0.113.9 - - {TIME} "GET /stock?page=2 HTTP/1.1" 200 512 "-" "Ozon/1.0 \\"x\\""',
        f'203.0.113.9 - a b {TIME} "GET /stock?page=2 HTTP/2.0" 200 512 "http://a" "Ozon/1.0 \\"x\\"" 1',
    ],
)
def test_combined_as_nginx_and_apache_write_it(line: str) -> None:
    entry = LOG.entry(line)
    assert entry is not None
    assert (entry.at, entry.path, entry.status, entry.size) == (NOON, "/stock?page=2", 200, 512)
    assert (entry.method, entry.agent, entry.address) == ("GET", 'Ozon/1.0 \\"x\\"', "203.0.113.9")


def test_common_has_no_agent_and_apache_writes_a_hyphen_for_an_empty_body() -> None:
    entry = LOG.entry(f'::1 - - {TIME} "GET /stock HTTP/1.1" 200 -')
    assert entry is not None
    assert (entry.size, entry.agent, entry.address) == (0, "", "::1")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nginx: restarted",
        f'1.1.1.1 - - {TIME} "\\x16\\x03" 400 0 "-" "-"',
        '1.1.1.1 - - [today] "GET / X" 200 1',
    ],
)
def test_another_line_is_none(line: str) -> None:
    assert LOG.entry(line) is None


def test_a_pattern_may_tell_how_many_pages_there_are() -> None:
    pattern = re.compile(r"(?P<time>\S+) (?P<path>\S+) (?P<status>\d+) (?P<bytes>\d+) (?P<pages>\S+)")
    reader = LineReader(by_pattern(pattern), TimeFormat("%Y-%m-%dT%H:%M:%S"), ZoneInfo("Europe/Moscow"))
    told, untold = (
        reader.entry("2026-11-22T15:00:00 / 200 1 9"),
        reader.entry("2026-11-22T15:00:00 / 502 0 -"),
    )
    assert told is not None
    assert untold is not None
    assert (told.at, told.pages, untold.pages) == (NOON, 9, None)


def test_lines_of_json() -> None:
    keys = {
        "time": "ts",
        "path": "request.uri",
        "status": "status",
        "bytes": "size",
        "agent": "request.agent",
    }
    reader = LineReader(
        by_keys({name: Selector(text) for name, text in keys.items()}), TimeFormat("unix"), MOSCOW
    )
    entry = reader.entry(
        '{"ts": 1795348800.5, "request": {"uri": "/stock", "agent": null}, "status": 200, "size": 5}'
    )
    assert entry is not None
    assert (entry.path, entry.status, entry.size, entry.agent) == ("/stock", 200, 5, "")
    assert reader.entry('{"ts": 1795348800}') is None
    assert reader.entry("not JSON") is None
