"""Hours of certain days."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bizprobe.settings.calendar import WEEKDAYS as DAYS
from bizprobe.settings.calendar import Day
from bizprobe.settings.window import DAY, WEEK, parse_window


@settings(max_examples=40, deadline=None)
@given(
    first=st.sampled_from(DAYS),
    last=st.sampled_from(DAYS),
    start=st.integers(0, DAY - 1),
    length=st.integers(1, DAY - 1),
)
def test_a_window_covers_exactly_its_hours_from_each_of_its_days_on(
    first: str, last: str, start: int, length: int
) -> None:
    end = (start + length) % DAY
    text = f"{first}-{last} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    count = (DAYS.index(last) - DAYS.index(first)) % 7 + 1
    begins = [((DAYS.index(first) + offset) % 7) * DAY + start for offset in range(count)]
    covered = {(begin + minute) % WEEK for begin in begins for minute in range(length)}
    window = parse_window(text)
    week = [Day(weekday) for weekday in range(7)]
    found = {
        minute
        for minute in range(WEEK)
        if window.covers(week[minute // DAY - 1], week[minute // DAY], minute % DAY)
    }
    assert found == covered
