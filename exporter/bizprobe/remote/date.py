"""Moments as the headers of HTTP write them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def http_date(text: str) -> datetime | None:
    """An aware moment, or None where it cannot be read."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def told_moment(headers: Mapping[str, str]) -> datetime | None:
    """What the clock of the remote side said when it answered. `headers` have names in lower case.

    None where it says nothing, or where a cache kept the answer.
    """
    return None if "age" in headers else http_date(headers.get("date", ""))
