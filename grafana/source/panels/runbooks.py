"""Where people reach the runbooks: where the alerts' own links to them begin."""

from functools import cache
from pathlib import Path

import yaml

_CONFIG = Path(__file__).parents[3] / "prometheus" / "prometheus.yml"


@cache
def address() -> str:
    """The external label `runbooks` of Prometheus: a folder of the project, or an address in the web."""
    labels: dict[str, str] = yaml.safe_load(_CONFIG.read_text("utf-8"))["global"]["external_labels"]
    return labels["runbooks"]


def in_the_web() -> bool:
    """Whether a browser can follow a link to a runbook."""
    return "://" in address()


def mentioned(alert: str) -> str:
    """The page of an alert in Markdown: a link, or where it lies."""
    page = f"{address()}/{alert}.md"
    return f"[{alert}]({page})" if in_the_web() else page
