"""docs/dashboards.md: every question of the trade has a panel, and every panel a question."""

import re
from itertools import chain

import pytest

from answers import MARK, PAGE, ROOT, Dashboard, dashboards, page, trade


def test_the_page_in_docs_is_fresh() -> None:
    written = PAGE.read_text("utf-8")
    assert written == page(written, trade(), dashboards()), "not fresh: make docs"


def test_every_panel_answers_a_question_of_the_trade_and_every_answer_is_a_panel() -> None:
    there = {f"{uid}/{panel}" for uid, dashboard in dashboards().items() for panel in dashboard.panels}
    answering = set(chain.from_iterable(chain.from_iterable(asked.values()) for asked in trade().values()))
    assert answering - there == set(), "grafana/trade.yml names panels that do not exist"
    assert there - answering == set(), "grafana/trade.yml has no question for these panels"


def test_questions_are_asked_once() -> None:
    questions = list(chain.from_iterable(trade().values()))
    assert len(set(questions)) == len(questions) >= 30
    assert all(question.endswith("?") for question in questions)


def test_the_words_for_no_data_are_those_that_panels_say() -> None:
    told = re.search("^## When there is nothing.*?^## ", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    files = (ROOT / "grafana" / "dashboards").rglob("*.json")
    said = "".join(file.read_text("utf-8") for file in files)
    assert told
    assert [words for words in re.findall("`(.+?)`", told[0]) if words not in said] == []


KNOWN = {
    "shop": Dashboard("shop", "business", "The shop", "Does it sell?", {4: "How many?", 7: "Since when?"})
}


def test_a_question_leads_to_its_panels_and_what_was_written_by_hand_stays() -> None:
    made = page(f"# By hand\n{MARK}made before", {"Sales": {"Do we sell?": ["shop/7", "shop/4"]}}, KNOWN)
    assert made.startswith(f"# By hand\n{MARK}")
    assert "made before" not in made
    assert "| business | [The shop](http://127.0.0.1:3000/d/shop) | Does it sell? |" in made
    panel = "The shop: [{}](http://127.0.0.1:3000/d/shop?viewPanel={})"
    both = f"{panel.format('Since when?', 7)}<br>{panel.format('How many?', 4)}"
    assert f"### Sales\n\n| question | dashboard: panel |\n| --- | --- |\n| Do we sell? | {both} |\n" in made


@pytest.mark.parametrize("panel", ["shop/5", "store/4"])
def test_a_panel_that_is_not_there_is_no_answer(panel: str) -> None:
    with pytest.raises(KeyError):
        page(MARK, {"Sales": {"Do we sell?": [panel]}}, KNOWN)
