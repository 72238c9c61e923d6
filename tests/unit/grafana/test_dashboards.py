"""What must be true of every dashboard, whatever it shows."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import promql_parser

from bizprobe.metrics.families import BY_NAME
from bizprobe.metrics.family import Kind
from panels import look
from questions import accounts_judged, agreeing
from questions.pricing import PRICES
from questions.stocking import STOCKS
from tests.unit.rules.rulebook import rules

Json = dict[str, Any]
ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "grafana" / "dashboards").rglob("*.json"))
OKABE_ITO = {"#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#000000"}
GREY = "#999999"
KNOWN = {
    *(name for name, family in BY_NAME.items() if family.kind is not Kind.HISTOGRAM),
    *(
        name + suffix
        for name, family in BY_NAME.items()
        if family.kind is Kind.HISTOGRAM
        for suffix in ("_bucket", "_sum", "_count")
    ),
    *(rule.name for rule in rules() if not rule.is_alert),
    "ALERTS",
    "ALERTS_FOR_STATE",
    "up",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "prometheus_config_last_reload_successful",
    "prometheus_rule_group_interval_seconds",
    "prometheus_rule_group_last_duration_seconds",
    "alertmanager_config_last_reload_successful",
    "alertmanager_notifications_failed_total",
    "alertmanager_notifications_total",
}


def within(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value below, at any depth."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield key, below
            yield from within(below)
    elif isinstance(value, list):
        for below in value:
            yield from within(below)


def expressions(dashboard: Json) -> list[str]:
    """Every query of panels and annotations, as Prometheus would get it."""
    return [plain(value) for key, value in within(dashboard) if key == "expr"]


def plain(expr: str) -> str:
    """The query with something in place of Grafana's variables."""
    return re.sub(r"\$(?:\w+|\{\w+(?::\w+)?\})", "5m", expr)


def metric_names(expr: str) -> set[str]:
    """The names of the series that a query selects."""
    found: set[str] = set()

    def visit(node: Any) -> None:
        selector = getattr(node, "vector_selector", None) or node
        if name := getattr(selector, "name", None):
            found.add(name)
        for child in ("expr", "lhs", "rhs", "param"):
            if below := getattr(node, child, None):
                visit(below)
        for argument in getattr(node, "args", None) or ():
            visit(argument)

    visit(promql_parser.parse(expr))
    return found


def test_uids_and_titles_are_unique_and_stand_in_the_name_of_the_file() -> None:
    loaded = {path: json.loads(path.read_text("utf-8")) for path in FILES}
    assert len({each["title"] for each in loaded.values()}) == len(FILES) > 0
    assert all(path.stem == each["uid"] for path, each in loaded.items())


def test_the_format_is_the_classic_one_and_nobody_edits_in_place(dashboard: Json) -> None:
    assert dashboard["schemaVersion"] == 42
    assert dashboard["editable"] is False
    assert dashboard["timezone"] == "browser"
    assert "bizprobe" in dashboard["tags"]
    assert dashboard["description"].endswith("?")


def test_ids_of_panels_are_given_and_unique(panels: list[Json]) -> None:
    ids = [panel.get("id") for panel in panels]
    assert all(ids)
    assert len(set(ids)) == len(ids)


def test_a_view_stays_light(dashboard: Json, panels: list[Json]) -> None:
    assert len(panels) <= 20
    assert len(expressions(dashboard)) <= 40


def test_no_panel_lies_on_another_one_or_beyond_the_edge(dashboard: Json) -> None:
    places = [panel["gridPos"] for panel in dashboard["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below, (one, other)


HEADS = ({"Why it matters", "What to do"}, {"Почему это важно", "Что делать"})


def test_every_panel_asks_a_question_and_says_why_and_what_to_do(panels: list[Json]) -> None:
    for panel in panels:
        assert "?" in panel["title"]
        assert set(re.findall(r"\n\*\*(.+?):\*\*", panel["description"])) in HEADS, panel["title"]


def test_dealers_read_one_language_and_ask_for_gauges_and_recordings_only() -> None:
    for file in FILES:
        if file.parents[1].name == "dealer":
            dashboard = json.loads(file.read_text("utf-8"))
            said = " ".join(panel["title"] + panel["description"] for panel in dashboard["panels"])
            assert bool(re.search("[А-я]", said)) is (file.parent.name == "ru")
            assert not re.search(r"\b(rate|increase|delta)\(", " ".join(expressions(dashboard)))


def test_every_panel_has_a_unit_and_words_for_no_data(panels: list[Json]) -> None:
    for panel in panels:
        defaults = panel["fieldConfig"]["defaults"]
        assert defaults["unit"], panel["title"]
        assert len(defaults["noValue"]) > 5, panel["title"]


def test_the_data_source_is_always_the_variable(dashboard: Json) -> None:
    uids = {value["uid"] for key, value in within(dashboard) if key == "datasource" and value}
    assert uids == {"${datasource}"}
    assert dashboard["templating"]["list"][0]["type"] == "datasource"


def test_every_panel_and_query_names_its_data_source(panels: list[Json]) -> None:
    for panel in panels:
        assert panel["datasource"], panel["title"]
        assert all(target["datasource"] for target in panel["targets"]), panel["title"]


def test_variables_come_from_a_light_info_family_and_follow_the_time(dashboard: Json) -> None:
    for variable in dashboard["templating"]["list"][1:]:
        if variable["type"] == "constant":
            continue
        assert re.fullmatch(
            rf"label_values\(bizprobe_(\w+_info|api_objective_ratio)\{{.*\}}, {variable['name']}\)",
            variable["query"],
        )
        assert variable["refresh"] == 2
        assert variable["label"]


def test_every_variable_that_is_used_exists(dashboard: Json) -> None:
    exist = {variable["name"] for variable in dashboard["templating"]["list"]}
    built_in = {"__interval", "__rate_interval", "__range"}
    used = {
        name
        for key, value in within(dashboard)
        if key in ("expr", "query") and isinstance(value, str)
        for name in re.findall(r"\$\{?([a-z_]\w*)", value)
    }
    assert used <= exist | built_in


def test_every_query_is_promql_about_families_that_exist(dashboard: Json) -> None:
    for expr in expressions(dashboard):
        assert metric_names(expr) <= KNOWN, expr
        assert metric_names(expr), expr


def test_counters_are_asked_for_their_increase_only(dashboard: Json) -> None:
    for expr in expressions(dashboard):
        for name in metric_names(expr):
            if name in BY_NAME and BY_NAME[name].kind is Kind.COUNTER:
                bare = re.sub(rf"(?:rate|increase)\({name}\{{[^}}]*\}}\[[^]]*\]", "", expr)
                assert name not in bare, expr


def test_rates_use_the_interval_that_grafana_knows_to_be_wide_enough(panels: list[Json]) -> None:
    for panel in panels:
        for target in panel["targets"]:
            if "rate(" in target["expr"] and target.get("range"):
                assert "[$__rate_interval]" in target["expr"]
            if "[$__interval]" in target["expr"]:
                assert panel["interval"] == "1m", "a bar must hold several scrapes"


def test_a_panel_asks_for_the_present_or_for_the_range_never_both(panels: list[Json]) -> None:
    for panel in panels:
        assert len({bool(target.get("instant")) for target in panel["targets"]}) == 1, panel["title"]


def test_colours_are_okabe_and_itos(dashboard: Json) -> None:
    neutral = {"transparent", "text", GREY}
    colours = {
        value
        for key, value in within(dashboard)
        if key in ("color", "fixedColor", "iconColor") and isinstance(value, str)
    }
    assert colours <= OKABE_ITO | neutral


def test_colour_never_stands_alone() -> None:
    for words in (
        look.STATE,
        look.SIDE,
        look.ALERT,
        look.ANSWER,
        look.FIRING,
        look.PRICE,
        look.STOCK,
        PRICES.judgement.words,
        STOCKS.judgement.words,
        agreeing.JUDGEMENT.words,
        accounts_judged.JUDGEMENT.words,
    ):
        signs = [word.text.split(" ", 1) for word in words.values()]
        assert all(len(sign) == 2 and not sign[0].isalnum() for sign in signs)
        assert len({tuple(sign) for sign in signs}) == len(words)


def test_alerts_are_marked_on_every_dashboard(dashboard: Json) -> None:
    marks = [mark for mark in dashboard["annotations"]["list"] if "ALERTS" in mark.get("expr", "")]
    assert marks
    assert all(mark["enable"] for mark in marks)


def test_links_stay_inside_and_go_to_dashboards_that_exist(dashboard: Json) -> None:
    uids = {path.stem for path in FILES}
    urls = [value for key, value in within(dashboard) if key == "url" and isinstance(value, str)]
    assert urls
    for url in urls:
        inside = re.match(r"/d/([\w-]+)", url)
        assert inside is None or inside[1] in uids, url
        assert inside or re.fullmatch(r"\$\{url:raw\}|\$\{__data\.fields\.\w+\}", url), url


def test_runbooks_that_panels_name_exist(panels: list[Json]) -> None:
    for panel in panels:
        for page in re.findall(r"docs/runbooks/\w+\.md", panel["description"]):
            assert (ROOT / page).is_file(), page
