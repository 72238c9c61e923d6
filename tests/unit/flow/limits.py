"""Limits that tests draw."""

from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bizprobe.settings.hours import Limit

VALUES = st.sampled_from(["20m", "45m", "2h", "7h", "15h", "off"])
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
DAYS = st.sampled_from(["Mon", "Fri", "Sat", "Sun", "Sat-Sun", "Mon-Fri", "Fri-Mon"])
WINDOWS = st.one_of(
    DAYS,
    st.builds("{}-{}".format, CLOCKS, CLOCKS),
    st.builds("{} {}-{}".format, DAYS, CLOCKS, CLOCKS),
)


def limit(written: Any) -> Limit:
    return TypeAdapter(Limit).validate_python(written)


def _limit_or_none(default: str, windows: dict[str, str]) -> Limit | None:
    try:
        return limit({"default": default, **windows})
    except ValidationError:
        return None


LIMITS = st.builds(_limit_or_none, VALUES, st.dictionaries(WINDOWS, VALUES, min_size=1, max_size=3)).filter(
    bool
)
