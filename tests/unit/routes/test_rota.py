"""Who has duty, by name."""

from pathlib import Path

import pytest

from bizprobe.routes import rota
from bizprobe.routes.rota import people_of
from bizprobe.routes.settings import Rota

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//duty//EN
{events}END:VCALENDAR
"""
EVENT = """BEGIN:VEVENT
UID:{uid}@example.org
DTSTAMP:20261101T000000Z
DTSTART;VALUE=DATE:20261102
DTEND;VALUE=DATE:20261109
{more}END:VEVENT
"""


def calendar(folder: Path, *names: str) -> Rota:
    events = [
        EVENT.format(uid=uid, more=f"SUMMARY:{name}\n" if name else "") for uid, name in enumerate(names)
    ]
    text = CALENDAR.format(events="".join(events)).replace("\n", "\r\n")
    (folder / "duty.ics").write_bytes(text.encode())
    return Rota(calendar="duty.ics")


def test_a_list_is_taken_as_it_is(tmp_path: Path) -> None:
    assert people_of(Rota(people=["Anna", "Boris"]), tmp_path) == ["Anna", "Boris"]


def test_a_calendar_names_each_person_once(tmp_path: Path) -> None:
    assert people_of(calendar(tmp_path, "Анна", "Boris", "Анна"), tmp_path) == ["Анна", "Boris"]


def test_a_calendar_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    assert people_of(Rota(calendar="https://calendar.example/duty.ics"), tmp_path) == []


def test_a_calendar_without_names_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no event with a SUMMARY: the name of who has duty"):
        people_of(calendar(tmp_path, ""), tmp_path)


def test_a_file_that_is_no_calendar_is_told(tmp_path: Path) -> None:
    (tmp_path / "duty.ics").write_text("people: [Anna]")
    with pytest.raises(ValueError, match="this is no iCal calendar"):
        people_of(Rota(calendar="duty.ics"), tmp_path)


def test_without_the_library_it_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = calendar(tmp_path, "Anna")
    monkeypatch.setattr(rota, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install 'bizprobe\[rota\]'"):
        people_of(duty, tmp_path)
