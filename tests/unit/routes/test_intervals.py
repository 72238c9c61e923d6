"""Working hours in Alertmanager's words."""

import pytest

from bizprobe.routes.intervals import time_intervals
from bizprobe.routes.settings import WorkingHours

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday"]
CASES = [
    ("Mon-Fri 09:00-18:00", [(WEEK, "09:00", "18:00")]),
    ("Sat", [(["saturday"], None, None)]),
    ("09:00-24:00", [(None, "09:00", "24:00")]),
    ("Fri-Sun 20:00-02:00", [
        (["friday", "saturday", "sunday"], "20:00", "24:00"),
        (["saturday", "sunday", "monday"], "00:00", "02:00"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "parts"), CASES)
def test_hours_become_intervals_on_the_clock_of_their_place(
    written: str, parts: list[tuple[list[str] | None, str | None, str | None]]
) -> None:
    working = WorkingHours(timezone="Europe/Moscow", times=[written])
    [interval] = time_intervals({"office": working})
    assert interval["name"] == "office"
    assert interval["time_intervals"] == [
        {
            **({"weekdays": days} if days else {}),
            **({"times": [{"start_time": begin, "end_time": end}]} if begin else {}),
            "location": "Europe/Moscow",
        }
        for days, begin, end in parts
    ]
