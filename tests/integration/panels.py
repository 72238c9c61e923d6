"""The queries of a dashboard as Grafana would send them, and a Prometheus to send them to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
_LABEL_VALUES = re.compile(r"label_values\((.*), (\w+)\)")


@dataclass(frozen=True, slots=True)
class Store:
    """A Prometheus, asked about the `span` seconds that end at `end`."""

    url: str
    end: int
    span: int

    def instant(self, expr: str) -> list[Json]:
        return self._result("query", query=expr, time=self.end)

    def over_time(self, expr: str) -> list[Json]:
        start = self.end - self.span
        return self._result(
            "query_range", query=expr, start=start, end=self.end, step=max(15, self.span // 360)
        )

    def label_values(self, selector: str, label: str) -> list[str]:
        params: Json = {"match[]": selector, "start": self.end - self.span, "end": self.end}
        answer = httpx.get(f"{self.url}/api/v1/label/{label}/values", params=params).json()
        assert answer["status"] == "success", answer
        values: list[str] = answer["data"]
        return values

    def _result(self, path: str, **form: object) -> list[Json]:
        answer = httpx.post(f"{self.url}/api/v1/{path}", data=form, timeout=30).json()
        assert answer["status"] == "success", (answer.get("error"), form["query"])
        assert not answer.get("warnings"), answer
        result: list[Json] = answer["data"]["result"]
        return result


def chosen(
    store: Store, dashboard: Json, may_lack: frozenset[str] = frozenset(), **wishes: str
) -> dict[str, str]:
    """The variables as Grafana resolves them, one after the other; all values where all may be chosen.

    `wishes` are chosen where they are there, else the first. Only variables in `may_lack` may have no value.
    """
    values = {"__interval": "5m", "__rate_interval": "5m", "__range": f"{store.span}s"}
    for variable in dashboard["templating"]["list"][1:]:
        if variable["type"] == "constant":
            values[variable["name"]] = variable["query"]
            continue
        asked = _LABEL_VALUES.fullmatch(filled(variable["query"], values))
        assert asked, variable["query"]
        options = store.label_values(asked[1], asked[2])
        assert options or variable["name"] in may_lack, (dashboard["uid"], variable["name"])
        wish = wishes.get(variable["name"])
        one = wish if wish in options else next(iter(options), "")
        values[variable["name"]] = variable.get("allValue") or one
    return values


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with Grafana's variables filled in; `$1` is a group of label_replace."""
    return re.sub(r"\$([a-z_]\w*)", lambda name: values[name[1]], text)


def targets(dashboard: Json) -> Iterator[tuple[Json, Json]]:
    """Every panel with each of its queries."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield panel, target


def ask(store: Store, target: Json, values: Mapping[str, str]) -> list[Json]:
    """What a query finds."""
    asked = store.instant if target.get("instant") else store.over_time
    return asked(filled(target["expr"], values))
