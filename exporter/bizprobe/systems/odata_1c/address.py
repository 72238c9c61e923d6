"""Addresses of 1C's OData: names in Cyrillic, literals, virtual tables."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from bizprobe.remote.moment import TimeFormat

NO_REFERENCE = "00000000-0000-0000-0000-000000000000"

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOCAL = TimeFormat("%Y-%m-%dT%H:%M:%S")


def _check_guid(text: str) -> str:
    if not _GUID.fullmatch(text.lower()):
        raise ValueError("expected a reference of 1C such as 9d5c4222-8c4c-11db-a9b0-00055d49b45e")
    return text.lower()


Guid = Annotated[str, AfterValidator(_check_guid)]
"""A reference of 1C, its Ref_Key."""


def address(base_url: str, resource: str, options: Mapping[str, str]) -> str:
    """The whole address. All but ASCII is UTF-8 behind percent signs, and so is a space: a plus is a plus."""
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in options.items())
    return f"{base_url}/{quote(resource, safe='/()=,')}?{query}"


def virtual_table(register: str, table: str, condition: str) -> str:
    """The resource of a virtual table such as SliceLast, narrowed where 1C itself computes it."""
    if not condition:
        return f"{register}/{table}()"
    doubled = condition.replace("'", "''")
    return f"{register}/{table}(Condition='{doubled}')"


def is_one_of(field: str, references: Iterable[str]) -> str:
    """A condition; empty without references."""
    return " or ".join(f"{field} eq guid'{reference}'" for reference in references)


def both(*conditions: str | None) -> str:
    """All of the conditions that are there."""
    given = [condition for condition in conditions if condition]
    return given[0] if len(given) == 1 else " and ".join(f"({condition})" for condition in given)


def date_literal(moment: datetime, zone: ZoneInfo) -> str:
    """The moment on the infobase's clock: 1C knows no zones."""
    return f"datetime'{_LOCAL.write(moment, zone)}'"
