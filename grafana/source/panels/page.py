"""The frame of a dashboard: variables, annotations, links, and where its file goes."""

from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

from panels.look import BAD
from panels.panel import SOURCE, link

FLOW_INFO = "bizprobe_flow_info"


@dataclass(frozen=True, slots=True)
class Page:
    """A dashboard and the folder of `grafana/dashboards` that its file goes to."""

    folder: str
    dashboard: build.Dashboard


def page(
    uid: str,
    title: str,
    question: str,
    *,
    since: str,
    refresh: str,
    source: build.DatasourceVariable | None = None,
) -> build.Dashboard:
    """A dashboard that nobody edits in place. `question` is what it answers."""
    return (
        build.Dashboard(title)
        .uid(uid)
        .description(question)
        .tags(["bizprobe"])
        .readonly()
        .time(since, "now")
        .timezone("browser")
        .refresh(refresh)
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .with_variable(source or data_source())
    )


def data_source() -> build.DatasourceVariable:
    return (
        build.DatasourceVariable("datasource")
        .label("Data source")
        .type("prometheus")
        .current(model.VariableOption(text="Prometheus", value="prometheus"))
    )


def variable(name: str, label: str, query: str) -> build.QueryVariable:
    """A variable that takes its values from a label, anew whenever the time range changes."""
    return (
        build.QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query(query)
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(model.VariableSort.ALPHABETICAL_ASC)
    )


def choice_of_many(name: str, label: str, given: str = "", of: str = FLOW_INFO) -> build.QueryVariable:
    """One, several or all values of a label of an info family, by default that of the flows."""
    return (
        variable(name, label, f"label_values({of}{{{given}}}, {name})")
        .multi(True)
        .include_all(True)
        .all_value(".+")
        .current(model.VariableOption(text="All", value="$__all"))
    )


def choice_of_one(name: str, label: str, given: str = "", of: str = FLOW_INFO) -> build.QueryVariable:
    """One value of a label of an info family, by default that of the flows."""
    return variable(name, label, f"label_values({of}{{{given}}}, {name})")


def constant(name: str, value: str) -> build.ConstantVariable:
    """What a panel asks for, and this dashboard does not offer as a choice."""
    return build.ConstantVariable(name).value(value)


def own_page(uid: str, title: str, question: str, marks: build.AnnotationQuery) -> build.Dashboard:
    """A dealer's dashboard: the data source shows nothing of anybody else, so there is nothing to choose."""
    hidden = data_source().hide(model.VariableHide.HIDE_VARIABLE)
    dashboard = page(uid, title, question, since="now-24h", refresh="1m", source=hidden)
    for name in ("dealer", "channel", "flow"):
        dashboard.with_variable(constant(name, ".+"))
    return dashboard.annotation(marks)


def looked_up(name: str, label: str, given: str, of: str = FLOW_INFO) -> build.QueryVariable:
    """A value that follows from the choices and that nobody needs to see."""
    return choice_of_one(name, label, given, of).hide(model.VariableHide.HIDE_VARIABLE)


def alerts(
    matchers: str, by: str = "", name: str = "Alerts", says: str = "Alerts fire"
) -> build.AnnotationQuery:
    """Marks when alerts fired that `matchers` select: for each value of the label `by`, or all at once."""
    return (
        build.AnnotationQuery()
        .name(name)
        .datasource(SOURCE)
        .enable(True)
        .icon_color(BAD)
        .expr(f'max by ({by}) (ALERTS{{alertstate="firing",severity=~"critical|warning",{matchers}}})')
        .title_format(f"{{{{{by}}}}} fires" if by else says)
        .step("15s")
    )


def onward(uid: str, title: str, query: str = "") -> build.DashboardLink:
    """A link in the head of a panel to the next level; see `way_to` for the query."""
    return link(title, f"/d/{uid}?${{__url_time_range}}&{query}".rstrip("&"))


def way_to(uid: str, title: str, query: str = "") -> build.DashboardLink:
    """A link in the head of a dashboard to another one; the time goes along.

    Variables go along in `query`, e.g. "${dealer:queryparam}": only those that the other one understands.
    A choice of all is none where one must be chosen.
    """
    return (
        build.DashboardLink(title)
        .type(model.DashboardLinkType.LINK)
        .url(f"/d/{uid}?{query}".rstrip("?"))
        .icon("dashboard")
        .tooltip(title)
        .keep_time(True)
    )
