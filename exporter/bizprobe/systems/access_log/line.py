"""One request, as a line of a web server's log tells it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.errors import BadAnswerError
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.request import json_tree
from bizprobe.remote.selector import Selector

# The format that nginx and Apache call combined; common is the same without referrer and agent.
COMBINED = re.compile(
    r'(?P<address>\S+) \S+ .*?\[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>[^" ]+)[^"]*" '
    r'(?P<status>\d{3}) (?P<bytes>\d+|-)(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
COMBINED_TIME = TimeFormat("%d/%b/%Y:%H:%M:%S %z")


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and its answer. `size` is that of the body; `pages` what the answer declared, if anything."""

    at: datetime
    path: str
    status: int
    size: int
    method: str = "GET"
    agent: str = ""
    address: str = ""
    pages: int | None = None


Fields = Callable[[str], Mapping[str, Any] | None]
"""The named fields of a line, or None where it is written in another way."""


def by_pattern(pattern: re.Pattern[str]) -> Fields:
    """Fields out of the named groups of a pattern."""

    def fields(line: str) -> Mapping[str, Any] | None:
        found = pattern.match(line)
        return None if found is None else {name: text for name, text in found.groupdict().items() if text}

    return fields


def by_keys(selectors: Mapping[str, Selector]) -> Fields:
    """Fields out of lines of JSON."""

    def fields(line: str) -> Mapping[str, Any] | None:
        try:
            tree = json_tree(line.encode())
            found = {name: selector(tree) for name, selector in selectors.items()}
        except BadAnswerError:
            return None
        return {name: value for name, value in found.items() if value is not None}

    return fields


@dataclass(frozen=True, slots=True)
class LineReader:
    """Makes entries of lines. `zone` is for times that come without one."""

    fields: Fields
    time: TimeFormat
    zone: ZoneInfo

    def entry(self, line: str) -> Entry | None:
        """The request, or None where the line is written in another way."""
        fields = self.fields(line)
        if fields is None:
            return None
        try:
            return Entry(
                at=self.time.read(fields["time"], self.zone),
                path=str(fields["path"]),
                status=int(fields["status"]),
                size=_size(fields.get("bytes", "-")),
                method=str(fields.get("method", "GET")),
                agent=str(fields.get("agent", "")),
                address=str(fields.get("address", "")),
                pages=int(fields["pages"]) if str(fields.get("pages", "-")).isdecimal() else None,
            )
        except (KeyError, ValueError):
            return None


def _size(value: Any) -> int:
    """Apache writes a hyphen for a body that is empty."""
    return 0 if value == "-" else int(value)
