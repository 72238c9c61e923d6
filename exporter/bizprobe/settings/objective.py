"""What share of questions must be answered."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_OFF = "off"
_SHARE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?%")


def parse_objective(value: Any) -> float | None:
    """0.995 of `99.5%`, None of `off`. Raises ValueError."""
    if value == _OFF:
        return None
    share = Decimal(value[:-1]) if isinstance(value, str) and _SHARE.fullmatch(value) else Decimal()
    if not share:
        # Of 100% nothing may fail: there would be no budget that could burn.
        raise ValueError("expected a share such as 99% or 99.5%, less than 100%, or off")
    return float(share / 100)


def format_objective(ratio: float | None) -> str:
    """The objective as it could have been written."""
    return _OFF if ratio is None else f"{(Decimal(str(ratio)) * 100).normalize():f}%"


Objective = Annotated[
    float | None,
    BeforeValidator(parse_objective),
    PlainSerializer(format_objective, return_type=str, when_used="json"),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(off|\d{1,2}(\.\d{1,4})?%)$", "examples": ["99%", "99.5%", "off"]}
    ),
]
"""A ratio between 0 and 1, written as `99%`; None, written as `off`, where nothing is promised."""
