"""The page for people."""

import re
from pathlib import Path

import pytest

from bizprobe.routes.load import Escalation
from bizprobe.routes.page import page
from bizprobe.routes.settings import Language
from tests.unit.routes.charts import COMPLETE, ROOT, checked_in, loaded

PAGES: list[tuple[Language, str]] = [("en", "responsibility.md"), ("ru", "responsibility.ru.md")]


@pytest.fixture
def escalation(tmp_path: Path) -> Escalation:
    return loaded(tmp_path)


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_what_is_checked_in_is_what_the_map_says(language: Language, name: str) -> None:
    assert page(checked_in(), language) == (ROOT / "docs" / name).read_text(), "not fresh: make docs"


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_every_incident_stands_on_it_once(language: Language, name: str) -> None:
    rows = [line for line in page(checked_in(), language).splitlines() if line.startswith("| ")]
    for incident in checked_in().map.incidents.values():
        if incident.ladder is not None:
            assert len([row for row in rows if row.startswith(f"| {incident.title.of(language)} |")]) == 1


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_its_links_lead_to_pages_that_exist(language: Language, name: str) -> None:
    links = re.findall(r"\]\((runbooks/\w+\.md)\)", page(checked_in(), language))
    assert links
    assert not [link for link in links if not (ROOT / "docs" / link).is_file()]


def test_a_team_is_shown_with_its_hours_ways_and_rota(escalation: Escalation) -> None:
    text = page(escalation, "en")
    assert "- Working hours: Mon-Fri 09:00-18:00; Sat (Europe/Moscow)" in text
    assert '- Reached by: chat "Sales", <a@example.org>, <b@example.org>' in text
    assert "- On duty in turn: Anna, Boris" in text
    assert "- Рабочее время: пн-пт 09:00-18:00; сб (Europe/Moscow)" in page(escalation, "ru")


def test_levels_are_told_in_words(escalation: Escalation) -> None:
    assert (
        "- **Urgent**: at once: Sales team in working hours, On duty outside of them; "
        "if nobody takes it on, after 15 min: Sales team, On duty; "
        "if nobody takes it on, after 1 h 30 min: Chief.\n"
        "- **Can wait**: at once: Sales team in working hours.\n"
    ) in page(escalation, "en")
    assert (
        "- **Срочно**: сразу: Отдел продаж в рабочее время, Дежурные в нерабочее время; "
        "если никто не взялся, через 15 мин: Отдел продаж, Дежурные; "
        "если никто не взялся, через 1 ч 30 мин: Директор.\n"
    ) in page(escalation, "ru")


def test_an_incident_tells_about_customers_the_marketplace_and_what_to_do(escalation: Escalation) -> None:
    text = page(escalation, "en")
    assert "| No orders | yes | no | [Silent](runbooks/Silent.md) |\n" in text
    assert "| Wrong prices | no | yes | [Gap](runbooks/Gap.md) |\n" in text


def test_a_team_that_owns_nothing_is_told_as_such(escalation: Escalation) -> None:
    assert page(escalation, "en").count("Owns no incident") == 1


def test_marketplaces_are_listed_with_their_chats(escalation: Escalation) -> None:
    assert page(escalation, "en").endswith("- Ozon: <https://seller.example>\n")


def test_a_calendar_is_named_beside_its_people(tmp_path: Path) -> None:
    elsewhere = "https://calendar.example/duty.ics"
    text = COMPLETE.replace("{people: [Anna, Boris]}", f"{{calendar: {elsewhere}}}")
    assert f"- On duty in turn: by the calendar {elsewhere}\n" in page(loaded(tmp_path, text), "en")
