"""Numbers as sources write them."""

import re
from decimal import Decimal
from typing import Any

from bizprobe.errors import BadAnswerError

_COUNT = re.compile(r"(-?[0-9]{1,12})(?:[.,]0{1,6})?")


def number_text(value: Any) -> str:
    """The text of a number or of a text, without spaces around it; nothing for what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def pieces(value: Any, field: str) -> int:
    """A number of pieces. Raises BadAnswerError, which names the field, where it is no whole number."""
    match = _COUNT.fullmatch(number_text(value))
    if match is None:
        raise BadAnswerError(f"{field} is no whole number of pieces")
    return int(match[1])
