"""The templates of messages, as far as they can be judged without an Alertmanager."""

import re
from pathlib import Path

import pytest

from bizprobe.routes.messages import messages
from bizprobe.routes.settings import Language
from tests.unit.routes.charts import COMPLETE, ROOT, checked_in, loaded

LANGUAGES: list[Language] = ["en", "ru"]
# What Alertmanager 0.25 has beside the functions of Go's templates.
FUNCTIONS = {
    "match",
    "reReplaceAll",
    "stringSlice",
    "eq",
    "ne",
    "gt",
    "or",
    "and",
    "not",
    "len",
    "print",
    "printf",
}
KEYWORDS = {"define", "template", "if", "else", "end", "range", "with"}

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_what_is_checked_in_is_what_the_map_says(language: Language) -> None:
    file = ROOT / "alertmanager" / "templates" / f"bizprobe.{language}.tmpl"
    assert messages(checked_in().map, language) == file.read_text(), "not fresh: make docs"


@every_language
def test_only_functions_are_used_that_the_oldest_release_has(tmp_path: Path, language: Language) -> None:
    text = re.sub(r"{{/\*.*?\*/}}", "", messages(loaded(tmp_path).map, language), flags=re.DOTALL)
    code = " ".join(re.findall(r"{{-?(.*?)-?}}", re.sub(r'"(?:[^"\\]|\\.)*"', "", text), re.DOTALL))
    assert set(re.findall(r"(?<![.$\w])[A-Za-z]\w*", code)) <= FUNCTIONS | KEYWORDS


@pytest.mark.parametrize(
    ("language", "owner", "later"),
    [
        (
            "en",
            "Responsible: Sales team.",
            ("If nobody takes it on, after 15 min: Sales team, On duty; after 1 h 30 min: Chief."),
        ),
        (
            "ru",
            "Отвечает: Отдел продаж.",
            ("Если никто не взялся, то через 15 мин: Отдел продаж, Дежурные; через 1 ч 30 мин: Директор."),
        ),
    ],
)
def test_a_message_tells_the_owner_and_who_is_next_at_each_severity(
    tmp_path: Path, language: Language, owner: str, later: str
) -> None:
    text = messages(loaded(tmp_path).map, language)
    critical, warning = f'{{{{ "{owner} {later}" }}}}', f'{{{{ "{owner}" }}}}'
    choice = f"{{{{ if $critical }}}}{critical}{{{{ else }}}}{warning}{{{{ end }}}}"
    assert f'match "^(order-silence|price-gap)$" $incident }}}}{choice}' in text


def test_titles_with_braces_and_quotes_are_only_text(tmp_path: Path) -> None:
    odd = COMPLETE.replace("en: No orders", "en: 'No \"{{ orders }}\"'").replace(
        "en: Sales team", f"en: {'long ' * 200}"
    )
    text = messages(loaded(tmp_path, odd).map, "en")
    assert '{{ "No \\"{{ orders }}\\"" }}' in text
    sentences = re.findall(r'"(Responsible: .*?)"', text)
    assert max(map(len, sentences)) == 400
