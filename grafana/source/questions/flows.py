"""Questions about flows in PromQL, each answered by (dealer, channel, flow) unless it says otherwise.

`$dealer`, `$channel` and `$flow` are the variables of the dashboard. Everything is aggregated before it is
joined, so that two exporters, or one that moved to another port, never match many to many.
"""

from collections.abc import Callable

WHO = "dealer, channel, flow"
THESE = 'dealer=~"$dealer",channel=~"$channel",flow=~"$flow"'


def newest(family: str, more: str = "", severity: str = ".+") -> str:
    """The value of a family of flows, by the flow and the labels `more`, e.g. ", status"."""
    chosen = f'{THESE},severity=~"{severity}"' if "severity" in more else THESE
    return f"max by ({WHO}{more}) ({family}{{{chosen}}})"


INFO = f"max by ({WHO}, probe, remote) (bizprobe_flow_info{{{THESE}}})"
PAGES = f"max by ({WHO}, url) (bizprobe_flow_info{{{THESE}}})"
FLOWS = newest("bizprobe_flow_info")
MISSING = f"sum by ({WHO}) ({newest('bizprobe_flow_missing', ', where')})"
LAST_EVENT_AGE = f"time() - {newest('bizprobe_flow_last_event_timestamp_seconds')}"

# What was not read is not known to be silent or to stand still: both are told as of the last complete read.
READ = newest("bizprobe_flow_read_timestamp_seconds")
SINCE_EVENT = f"{READ} - {newest('bizprobe_flow_last_event_timestamp_seconds')}"
OPEN_AGE = (
    f"{READ} - on ({WHO}) group_right ()"
    f" min by ({WHO}, status) (bizprobe_oldest_open_order_timestamp_seconds{{{THESE}}})"
)


def events(window: str) -> str:
    """How many events came in during the window before."""
    return f"round(sum by ({WHO}) (increase(bizprobe_flow_events_total{{{THESE}}}[{window}])))"


def money(window: str, by: str = f"{WHO}, currency") -> str:
    """What they were worth, never summed across currencies."""
    return f"sum by ({by}) (increase(bizprobe_flow_amount_total{{{THESE}}}[{window}]))"


def silence(severity: str = ".+") -> str:
    """Seconds of silence that count, by severity: since the last event, or since the limit became tighter."""
    limit = newest("bizprobe_flow_silence_limit_seconds", ", severity", severity)
    opened = newest("bizprobe_flow_window_opened_timestamp_seconds", ", severity", severity)
    since_opened = f"{READ} - on ({WHO}) group_right () ({opened} and {limit})"
    return (
        f"clamp_min(min by ({WHO}, severity) (\n"
        f'  label_replace({since_opened}, "since", "window", "", "")\n'
        f"  or ({SINCE_EVENT}) + on ({WHO}) group_right () 0 * {limit}\n"
        "), 0)"
    )


def silence_share(severity: str) -> str:
    """The silence as a share of the limit in force; 1 is the limit."""
    limit = newest("bizprobe_flow_silence_limit_seconds", ", severity", severity)
    return f"max by ({WHO}) ({silence(severity)} / {limit})"


def open_share(severity: str) -> str:
    """The age of the oldest open order as a share of the limit of its status, the worst status."""
    limit = newest("bizprobe_open_order_age_limit_seconds", ", status, severity", severity)
    return f"max by ({WHO}) (({OPEN_AGE}) / on ({WHO}, status) group_right () {limit})"


def missing_beyond_limit(severity: str) -> str:
    """How many missing events are more than tolerated, where there are such."""
    missing = newest("bizprobe_flow_missing", ", where")
    limit = newest("bizprobe_flow_missing_limit", ", where, severity", severity)
    return f"max by ({WHO}) (({missing} - on ({WHO}, where) group_right () {limit}) > 0)"


def in_force(share: Callable[[str], str]) -> str:
    """A share of the critical limit, or of the warning limit where there is no critical one."""
    return f"{share('critical')}\nor {share('warning')}"


def _probe(family: str) -> str:
    return f'max by (dealer, probe) ({family}{{dealer=~"$dealer"}})'


_LAST_RUN = _probe("bizprobe_probe_last_run_timestamp_seconds")
_LAST_ANSWER = _probe("bizprobe_probe_last_answer_timestamp_seconds")
_INTERVAL = _probe("bizprobe_probe_interval_seconds")
CANNOT_ASK = (
    f"max by ({WHO}) ({INFO} and on (dealer, probe) (\n"
    f"  {_LAST_RUN} - {_LAST_ANSWER} > 2.5 * {_INTERVAL}\n"
    f"  or {_LAST_RUN} unless {_LAST_ANSWER}\n"
    "))"
)
NO_DATA = f"{FLOWS} unless on ({WHO}) bizprobe_flow_read_timestamp_seconds"


def _state(number: int, question: str) -> str:
    return f"clamp({question}, {number}, {number})"


# The worst that is true of a flow, first match wins; look.STATE has the words.
STATE = "\nor ".join(
    (
        _state(7, f"{silence_share('critical')} > 1"),
        _state(6, missing_beyond_limit("critical")),
        _state(5, f"{open_share('critical')} > 1"),
        _state(4, CANNOT_ASK),
        _state(3, NO_DATA),
        _state(2, f"{silence_share('warning')} > 1"),
        _state(2, missing_beyond_limit("warning")),
        _state(2, f"{open_share('warning')} > 1"),
        _state(2, f"{newest('bizprobe_order_status_unmapped')} > 0"),
        _state(2, f"{newest('bizprobe_flow_events_ahead')} > 0"),
        _state(0, FLOWS),
    )
)


def _of_account(by_account: str) -> str:
    """Joins what is known of an account to the flows that are read through it."""
    return f"max by ({WHO}) (\n  0 * {INFO} + on (dealer, remote) group_left () {by_account}\n)"


def _requests(codes: str = "") -> str:
    return f'sum by (dealer, remote) (increase(bizprobe_api_requests_total{{dealer=~"$dealer"{codes}}}[5m]))'


_GOOD = _requests(',code=~"2..|ok"')
API_ERRORS = _of_account(f"(1 - ({_GOOD} or 0 * {_requests()}) / ({_requests()} > 0))")
