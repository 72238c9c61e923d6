"""The page's own words, in each of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from bizprobe.routes.settings import Language
from bizprobe.settings.calendar import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Speech:
    """Sentences of the page, and words for days and durations."""

    title: str
    preface: str
    made: str
    hours: str
    any_hour: str
    reached: str
    chat: str
    rota: str
    calendar: str
    critical: str
    warning: str
    when: Mapping[str, str]
    at_once: str
    after: str
    then: str
    columns: tuple[str, str, str, str]
    yes: str
    no: str
    own_nothing: str
    contacts: str
    contacts_preface: str
    ask: str
    days: Mapping[str, str]
    second: str
    minute: str
    hour: str
    day: str

    def duration(self, seconds: float) -> str:
        """`15 min`, `1 h 30 min`, `1 d`; to the minute."""
        minutes = round(seconds / 60)
        parts = ((minutes // 1440, self.day), (minutes // 60 % 24, self.hour), (minutes % 60, self.minute))
        return " ".join(f"{count} {unit}" for count, unit in parts if count)


ENGLISH = Speech(
    title="Who is responsible for what",
    preface=(
        "What can go wrong, who takes care of it, who is told and by which way, and who is next when nobody "
        "takes it on. **Urgent**: money or customers are being lost now. **Can wait**: it must be done, in "
        "working hours."
    ),
    made="Made from `alertmanager/escalation.yml`; change it there, then `make docs`.",
    hours="Working hours",
    any_hour="at any hour",
    reached="Reached by",
    chat='chat "{}"',
    rota="On duty in turn",
    calendar="by the calendar",
    critical="Urgent",
    warning="Can wait",
    when={"any": "", "working": "in working hours", "off": "outside of them"},
    at_once="at once",
    after="after {}",
    then="; if nobody takes it on, ",
    columns=("What happened", "Customers are told", "Ask the marketplace", "What to do"),
    yes="yes",
    no="no",
    own_nothing="Owns no incident; comes in when others do not answer, or outside of their hours.",
    contacts="Where marketplaces answer",
    contacts_preface="Ready words for them stand on the pages under 'What to do'.",
    ask="Chat with support",
    days=dict(zip(WEEKDAYS, WEEKDAYS, strict=True)),
    second="s",
    minute="min",
    hour="h",
    day="d",
)

RUSSIAN = Speech(
    title="Кто за что отвечает",
    preface=(
        "Что может случиться, кто этим занимается, кому и как сообщают и кто следующий, если никто не "
        "взялся. **Срочно**: прямо сейчас теряются деньги или клиенты. **Может подождать**: сделать нужно, в "
        "рабочее время."
    ),
    made="Составлено по `alertmanager/escalation.yml`; правьте там, затем `make docs`.",
    hours="Рабочее время",
    any_hour="круглосуточно",
    reached="Как связаться",
    chat="чат «{}»",
    rota="Дежурят по очереди",
    calendar="по календарю",
    critical="Срочно",
    warning="Может подождать",
    when={"any": "", "working": "в рабочее время", "off": "в нерабочее время"},
    at_once="сразу",
    after="через {}",
    then="; если никто не взялся, ",
    columns=("Что случилось", "Клиентам сообщают", "Писать маркетплейсу", "Что делать"),
    yes="да",
    no="нет",
    own_nothing="Своих инцидентов нет; подключается, когда не ответили другие или в их нерабочее время.",
    contacts="Где отвечают маркетплейсы",
    contacts_preface="Готовые слова для них есть на страницах из столбца «Что делать».",
    ask="Чат с поддержкой",
    days=dict(zip(WEEKDAYS, ("пн", "вт", "ср", "чт", "пт", "сб", "вс"), strict=True)),
    second="с",
    minute="мин",
    hour="ч",
    day="д",
)


def speech(language: Language) -> Speech:
    return ENGLISH if language == "en" else RUSSIAN
