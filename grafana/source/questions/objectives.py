"""Do the accounts fail no more often than the objectives allow?"""

from grafana_foundation_sdk.builders import timeseries

from panels.curves import curves
from panels.panel import Place, Words, over_time
from questions.accounts import THESE, WHO

ALLOWED = f'max by ({WHO}) (objective:bizprobe_budget:ratio{{objective="api",{THESE}}})'


def counted(what: str) -> str:
    """Requests of 30 days that were asked or that failed, as the objective counts them."""
    recorded = f'objective:bizprobe_{what}:increase5m{{objective="api",{THESE}}}'
    return f"sum by ({WHO}) (sum_over_time({recorded}[30d]))"


_FAILED_SO_FAR = f"({counted('failed')} or 0 * {counted('asked')})"
# What is left of the errors that the objective allows for 30 days.
ERRORS_LEFT = f"clamp_min(1 - {_FAILED_SO_FAR} / ({ALLOWED} * {counted('asked')} > 0), 0)"


def burning(place: Place) -> timeseries.Panel:
    words = Words(
        "Do errors use up what is allowed?",
        "How fast each account uses up the errors that its objective allows: at 1 they last for exactly 30 "
        "days, at 14.4 an hour takes 2 % of them. Of the last hour, or of 30 minutes until one is over.",
        "This is slow bleeding: what fails now and then all day never leaves a probe blind.",
        "Show the account's owner the errors by kind, above.",
        "✔ No account failed in part: each answers, or its probes are blind.",
        runbook="BizprobeApiObjectiveMissed",
    )
    asked = f"{_failures('1h')}\nor {_failures('30m')}"
    return curves(place, words, "none", [over_time(asked, "{{dealer}} · {{remote}}")], {}).fill_opacity(0)


def _failures(window: str) -> str:
    """The share that failed, as a multiple of the share that may fail."""
    recorded = f'objective:bizprobe_failures:ratio{{objective="api",window="{window}",{THESE}}}'
    return f"max by ({WHO}) ({recorded}) / {ALLOWED}"
