"""The public holidays of a country, where the package that knows them is installed."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Country:
    """The days of a country or a part of it. `code` is that of ISO 3166, e.g. RU or DE-BY."""

    code: str
    _days: "HolidayBase" = field(compare=False, repr=False)

    def is_holiday(self, on: date) -> bool:
        return on in self._days

    def is_worked(self, on: date) -> bool:
        """Whether it is a weekend that is worked in exchange for another day."""
        # The package learns a year when it is first asked for one of its days.
        return on not in self._days and on in self._days.weekend_workdays


@cache
def country_named(code: str) -> Country:
    """Raises ValueError where nobody knows the country."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError("expected the code of a country such as RU, or of a part of it such as DE-BY")
    try:
        # It is large, and only few need it.
        from holidays import country_holidays
    except ImportError:
        words = "needs the package holidays: install bizprobe[holidays], or list the days under holidays"
        raise ValueError(words) from None
    try:
        return Country(code, country_holidays(match[1], subdiv=match[2]))
    except NotImplementedError:
        raise ValueError(f"the package holidays does not know '{code}'") from None
