"""Every family that exists, declared once. `docs/metrics.md` is generated from this file."""

from bizprobe.metrics.family import Family, Kind

_PROBE = ("dealer", "probe")
_FLOW = ("dealer", "channel", "flow")
_REMOTE = ("dealer", "remote", "side")

BUILD_INFO = Family(
    "bizprobe_build_info", Kind.INFO, "Version of Bizprobe and Python that runs.", ("version", "python")
)
CONFIG_RELOAD_SUCCESSFUL = Family(
    "bizprobe_config_last_reload_successful",
    Kind.GAUGE,
    "1 if the last attempt to load the configuration succeeded; on 0 the one before is in force.",
)
CONFIG_RELOAD_TIMESTAMP = Family(
    "bizprobe_config_last_reload_success_timestamp_seconds",
    Kind.GAUGE,
    "When the configuration in force was loaded.",
)
DEALER_INFO = Family(
    "bizprobe_dealer_info", Kind.INFO, "A dealer, from the configuration.", ("dealer", "title", "timezone")
)
LOOP_LAG = Family(
    "bizprobe_event_loop_lag_seconds",
    Kind.GAUGE,
    "The longest that the event loop was late in the last 10 seconds.",
)
PROBES_RUNNING = Family("bizprobe_probes_running", Kind.GAUGE, "Probes that run at this moment.")

PROBE_EXPECTED = Family(
    "bizprobe_probe_expected_info",
    Kind.INFO,
    "A probe that must exist, from the configuration alone. url is its page.",
    (*_PROBE, "kind", "location", "business_service", "step", "url"),
)
PROBE_SUCCESS = Family(
    "bizprobe_probe_success",
    Kind.GAUGE,
    "1 if the last answer was yes, 0 if it was no. Withdrawn when no answer came for too long.",
    _PROBE,
)
PROBE_DURATION = Family("bizprobe_probe_duration_seconds", Kind.GAUGE, "How long the last run took.", _PROBE)
PROBE_TIMEOUT = Family("bizprobe_probe_timeout_seconds", Kind.GAUGE, "The deadline of a run.", _PROBE)
PROBE_INTERVAL = Family("bizprobe_probe_interval_seconds", Kind.GAUGE, "How often the probe runs.", _PROBE)
PROBE_LAST_RUN = Family(
    "bizprobe_probe_last_run_timestamp_seconds", Kind.GAUGE, "When the last run ended, however.", _PROBE
)
PROBE_LAST_ANSWER = Family(
    "bizprobe_probe_last_answer_timestamp_seconds",
    Kind.GAUGE,
    "When the last run ended that could ask its question, whatever the answer.",
    _PROBE,
)
PROBE_LAST_SUCCESS = Family(
    "bizprobe_probe_last_success_timestamp_seconds", Kind.GAUGE, "When the last answer was yes.", _PROBE
)
PROBE_FINDINGS = Family(
    "bizprobe_probe_findings",
    Kind.GAUGE,
    "Findings of the last answer; the page of the probe lists them.",
    _PROBE,
)
PROBE_RUNS = Family("bizprobe_probe_runs_total", Kind.COUNTER, "Runs that ended, however.", _PROBE)
PROBE_ERRORS = Family(
    "bizprobe_probe_errors_total",
    Kind.COUNTER,
    "Runs that could not ask their question, by reason.",
    (*_PROBE, "reason"),
)

FLOW_INFO = Family(
    "bizprobe_flow_info",
    Kind.INFO,
    "A flow that must exist, from the configuration alone. own is true for the seller's own channels, "
    "remote is the account that is asked, book the system that is compared, url the page with the findings.",
    (*_FLOW, "probe", "own", "remote", "book", "business_service", "url"),
)
FLOW_EVENTS = Family(
    "bizprobe_flow_events_total",
    Kind.COUNTER,
    "Orders, leads or other events that came in. Goes on after a restart; each event counts once.",
    _FLOW,
)
FLOW_AMOUNT = Family(
    "bizprobe_flow_amount_total",
    Kind.COUNTER,
    "Money of the events that came in, in major units of the currency.",
    (*_FLOW, "currency"),
)
FLOW_LAST_EVENT = Family(
    "bizprobe_flow_last_event_timestamp_seconds",
    Kind.GAUGE,
    "When the newest event was placed. Absent as long as none was ever seen.",
    _FLOW,
)
FLOW_READ = Family(
    "bizprobe_flow_read_timestamp_seconds",
    Kind.GAUGE,
    "Until when the flow is known: the start of the last complete read.",
    _FLOW,
)
FLOW_WINDOW_OPENED = Family(
    "bizprobe_flow_window_opened_timestamp_seconds",
    Kind.GAUGE,
    "Silence before this moment does not count: the limit became tighter then.",
    (*_FLOW, "severity"),
)
FLOW_SILENCE_LIMIT = Family(
    "bizprobe_flow_silence_limit_seconds",
    Kind.GAUGE,
    "How long the flow may be silent at this hour. Absent while silence does not matter.",
    (*_FLOW, "severity"),
)
FLOW_MISSING = Family(
    "bizprobe_flow_missing",
    Kind.GAUGE,
    "Events that only one side knows after the grace period, by the side that lacks them.",
    (*_FLOW, "where"),
)
FLOW_MISSING_LIMIT = Family(
    "bizprobe_flow_missing_limit",
    Kind.GAUGE,
    "How many missing events are tolerated.",
    (*_FLOW, "where", "severity"),
)
OPEN_ORDERS = Family(
    "bizprobe_open_orders", Kind.GAUGE, "Orders that are open, by canonical status.", (*_FLOW, "status")
)
OLDEST_OPEN_ORDER = Family(
    "bizprobe_oldest_open_order_timestamp_seconds",
    Kind.GAUGE,
    "When the oldest open order in this status was placed. Absent where there is none.",
    (*_FLOW, "status"),
)
OPEN_ORDER_AGE_LIMIT = Family(
    "bizprobe_open_order_age_limit_seconds",
    Kind.GAUGE,
    "How old an open order in this status may be.",
    (*_FLOW, "status", "severity"),
)
ORDER_STATUS_UNMAPPED = Family(
    "bizprobe_order_status_unmapped",
    Kind.GAUGE,
    "Status words of the channel in the last read that nobody mapped; their orders count as other.",
    _FLOW,
)

API_REQUESTS = Family(
    "bizprobe_api_requests_total",
    Kind.COUNTER,
    "Requests to a channel's API (side channel) or a system of the seller (side ours), by HTTP status; "
    "none where no answer came, ok and failed for databases.",
    (*_REMOTE, "code"),
)
API_DURATION = Family(
    "bizprobe_api_request_duration_seconds",
    Kind.HISTOGRAM,
    "How long requests took that were answered.",
    _REMOTE,
)

FAMILIES: tuple[Family, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Family))
BY_NAME: dict[str, Family] = {family.name: family for family in FAMILIES}
