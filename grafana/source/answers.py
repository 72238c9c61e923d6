"""Writes docs/dashboards.md: which dashboards there are, which panel answers which question of the trade.

python grafana/source/answers.py          from grafana/trade.yml and the compiled dashboards
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "dashboards.md"
MARK = "<!-- What follows is made by `make docs` from grafana/trade.yml and the dashboards. -->\n"
# Where docker-compose.yml publishes Grafana.
_GRAFANA = "http://127.0.0.1:3000"

Trade = Mapping[str, Mapping[str, Sequence[str]]]
"""By topic and question the panels that answer, as dashboard/id."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What a dashboard asks; the titles of its panels by their id."""

    uid: str
    folder: str
    title: str
    question: str
    panels: Mapping[int, str]

    def link(self, panel: int) -> str:
        return f"{self.title}: [{self.panels[panel]}]({_GRAFANA}/d/{self.uid}?viewPanel={panel})"


def trade() -> Trade:
    """The questions that there are."""
    asked: Trade = yaml.safe_load((ROOT / "grafana" / "trade.yml").read_text("utf-8"))
    return asked


def dashboards() -> dict[str, Dashboard]:
    """Every dashboard by its uid; those of dealers in English."""
    files = sorted((ROOT / "grafana" / "dashboards").rglob("*.json"))
    read = (_dashboard(file) for file in files if file.parent.name != "ru")
    return {dashboard.uid: dashboard for dashboard in read}


def _dashboard(file: Path) -> Dashboard:
    told = json.loads(file.read_text("utf-8"))
    panels = {panel["id"]: panel["title"] for panel in told["panels"] if panel["type"] != "row"}
    folder = file.relative_to(ROOT / "grafana" / "dashboards").parts[0]
    return Dashboard(told["uid"], folder, told["title"], told["description"], panels)


def page(written: str, asked: Trade, known: Mapping[str, Dashboard]) -> str:
    """What is written before the mark, and then the tables. Raises KeyError for a panel that is not there."""
    before, _, _ = written.partition(MARK)
    return "\n".join([before + MARK, *_dashboards(known.values()), *_answers(asked, known)])


def _dashboards(known: Iterable[Dashboard]) -> Iterator[str]:
    yield "## Which dashboards there are\n"
    yield "| folder | dashboard | what it answers |\n| --- | --- | --- |"
    for one in known:
        yield f"| {one.folder} | [{one.title}]({_GRAFANA}/d/{one.uid}) | {one.question} |"
    yield ""


def _answers(asked: Trade, known: Mapping[str, Dashboard]) -> Iterator[str]:
    yield "## Which panel answers which question\n"
    for topic, questions in asked.items():
        yield f"### {topic}\n\n| question | dashboard: panel |\n| --- | --- |"
        for question, panels in questions.items():
            yield f"| {question} | {'<br>'.join(_link(panel, known) for panel in panels)} |"
        yield ""


def _link(panel: str, known: Mapping[str, Dashboard]) -> str:
    uid, _, number = panel.rpartition("/")
    return known[uid].link(int(number))


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8"), trade(), dashboards()), "utf-8")
