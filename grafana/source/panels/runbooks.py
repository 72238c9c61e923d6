"""Where people reach the runbooks: where the alerts' own links to them begin."""

from panels.monitoring import config


def address() -> str:
    """The external label `runbooks` of Prometheus: a folder of the project, or an address in the web."""
    return str(config()["global"]["external_labels"]["runbooks"])


def in_the_web() -> bool:
    """Whether a browser can follow a link to a runbook."""
    return "://" in address()


def mentioned(alert: str) -> str:
    """The page of an alert in Markdown: a link, or where it lies."""
    page = f"{address()}/{alert}.md"
    return f"[{alert}]({page})" if in_the_web() else page
