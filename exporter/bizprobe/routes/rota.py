"""Who has duty in a team, by name. Whose turn it is today is the desk's business."""

from importlib.util import find_spec
from pathlib import Path

from bizprobe.routes.settings import Rota

_REMOTE = ("http://", "https://")


def people_of(rota: Rota, beside: Path) -> list[str]:
    """The names of a rota, each once. A calendar elsewhere is not fetched, and has none.

    `beside` is the folder that a calendar's path starts from. Raises ValueError where it cannot be read.
    """
    if rota.calendar is None:
        return rota.people
    if rota.calendar.startswith(_REMOTE):
        return []
    try:
        text = (beside / rota.calendar).read_bytes()
    except OSError as error:
        raise ValueError(f"the calendar cannot be read: {error.strerror}") from None
    names = _names(text)
    if not names:
        raise ValueError("the calendar has no event with a SUMMARY: the name of who has duty")
    return names


def _names(text: bytes) -> list[str]:
    if find_spec("icalendar") is None:
        raise ValueError("a calendar needs: pip install 'bizprobe[rota]'")
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except ValueError as error:
        raise ValueError(f"this is no iCal calendar: {error}") from None
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    return list(dict.fromkeys(str(event["SUMMARY"]) for event in events if event.get("SUMMARY")))
