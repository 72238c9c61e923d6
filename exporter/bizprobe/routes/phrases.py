"""The words of messages, in each of their languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from bizprobe.routes.settings import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """What stands between the texts of alerts. `{}` is where something is put in."""

    ours: str
    channel: str
    unknown: str
    """Whose side it looks like."""
    flows: Mapping[str, str]
    since: str
    moment: str
    """How a time is written, in Go's reference time."""
    lasted: str
    a_moment: str
    findings: str
    runbook: str
    dashboard: str
    more: str
    well: str
    owner: str
    next: str


ENGLISH = Phrases(
    ours="Looks like our side",
    channel="Looks like the channel's side",
    unknown="Not clear whose side it is",
    flows={},
    since="since {}",
    moment="2 Jan 15:04 MST",
    lasted="lasted {}",
    a_moment="a moment",
    findings="Details",
    runbook="What to do",
    dashboard="Chart",
    more="and {} more",
    well="Resolved",
    owner="Responsible: {}.",
    next="If nobody takes it on, {}.",
)

RUSSIAN = Phrases(
    ours="Похоже, на нашей стороне",
    channel="Похоже, на стороне канала",
    unknown="Чья сторона, пока неясно",
    flows={
        "orders": "заказы",
        "leads": "заявки",
        "bookings": "бронирования",
        "payments": "оплаты",
        "calls": "звонки",
        "messages": "сообщения",
    },
    since="с {}",
    moment="02.01 15:04 MST",
    lasted="длилось {}",
    a_moment="меньше минуты",
    findings="Подробности",
    runbook="Что делать",
    dashboard="График",
    more="и ещё {}",
    well="Устранено",
    owner="Отвечает: {}.",
    next="Если никто не взялся, то {}.",
)


def phrases(language: Language) -> Phrases:
    return ENGLISH if language == "en" else RUSSIAN
