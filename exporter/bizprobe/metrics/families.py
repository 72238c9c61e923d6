"""Every family that exists, declared once. `docs/metrics.md` is generated from this file."""

from bizprobe.metrics.family import Family, Kind

_PROBE = ("dealer", "probe")
_FLOW = ("dealer", "channel", "flow")
_CHANNEL = ("dealer", "channel")
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

COMPARE_INFO = Family(
    "bizprobe_compare_info",
    Kind.INFO,
    "A comparison that must exist, from the configuration alone. what is prices or stocks, system the "
    "seller's side, url the page with the findings.",
    (*_CHANNEL, "what", "probe", "system", "url"),
)
PRICE_ITEMS = Family(
    "bizprobe_price_items",
    Kind.GAUGE,
    "Items by how their price at the channel compares with the seller's: matching, different, missing "
    "(not at the channel), quarantined (held back by it), unexpected (only at the channel). What does not "
    "match for less than the grace period of the probe still counts as matching.",
    (*_CHANNEL, "state"),
)
PRICE_ITEMS_LIMIT = Family(
    "bizprobe_price_items_limit",
    Kind.GAUGE,
    "How many items in a state are tolerated.",
    (*_CHANNEL, "state", "severity"),
)
PRICE_GAP_AMOUNT = Family(
    "bizprobe_price_gap_amount",
    Kind.GAUGE,
    "Sum of the differences of different prices, one piece of each item: over where the channel shows more "
    "than the seller's price, under where it shows less.",
    (*_CHANNEL, "direction", "currency"),
)
STOCK_ITEMS = Family(
    "bizprobe_stock_items",
    Kind.GAUGE,
    "Items by how their stock at the channel compares with the seller's: matching, hidden (in stock, shown "
    "as sold out), phantom (shown, not in stock), different, missing (unknown at the channel). What does not "
    "match for less than the grace period of the probe still counts as matching; what the seller's system "
    "does not know is in no state.",
    (*_CHANNEL, "state"),
)
STOCK_ITEMS_LIMIT = Family(
    "bizprobe_stock_items_limit",
    Kind.GAUGE,
    "How many items in a state are tolerated.",
    (*_CHANNEL, "state", "severity"),
)
COMPARE_READ = Family(
    "bizprobe_compare_read_timestamp_seconds",
    Kind.GAUGE,
    "When both sides were last read whole, by what is compared: prices or stocks.",
    (*_CHANNEL, "what"),
)

EXCHANGE_INFO = Family(
    "bizprobe_exchange_info",
    Kind.INFO,
    "An exchange that must be reported, from the configuration alone. url is the page with the findings.",
    (*_CHANNEL, "exchange", "probe", "url"),
)
EXCHANGE_SENT = Family(
    "bizprobe_exchange_items_sent_total",
    Kind.COUNTER,
    "Items that the integration software sent, by its own reports.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_ACCEPTED = Family(
    "bizprobe_exchange_items_accepted_total",
    Kind.COUNTER,
    "Items of them that the other side accepted.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_REJECTED = Family(
    "bizprobe_exchange_items_rejected_total",
    Kind.COUNTER,
    "Items of them that the other side rejected.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_LAST_SENT = Family(
    "bizprobe_exchange_items_last_sent",
    Kind.GAUGE,
    "Items sent in the last exchange.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_LAST_ACCEPTED = Family(
    "bizprobe_exchange_items_last_accepted",
    Kind.GAUGE,
    "Items accepted in the last exchange.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_PAGES_EXPECTED = Family(
    "bizprobe_exchange_pages_expected",
    Kind.GAUGE,
    "Pages that the last exchange should have had.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_PAGES_RECEIVED = Family(
    "bizprobe_exchange_pages_received",
    Kind.GAUGE,
    "Pages of the last exchange that arrived.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_LAST = Family(
    "bizprobe_exchange_last_timestamp_seconds",
    Kind.GAUGE,
    "When the last exchange ended. Absent as long as none was reported.",
    (*_CHANNEL, "exchange"),
)
EXCHANGE_AGE_LIMIT = Family(
    "bizprobe_exchange_age_limit_seconds",
    Kind.GAUGE,
    "How long ago the last exchange may be.",
    (*_CHANNEL, "exchange", "severity"),
)
EXCHANGE_REJECTED_LIMIT = Family(
    "bizprobe_exchange_rejected_limit",
    Kind.GAUGE,
    "How many items of one exchange may be rejected.",
    (*_CHANNEL, "exchange", "severity"),
)

CREDENTIAL_INFO = Family(
    "bizprobe_credential_info",
    Kind.INFO,
    "A key that is looked at, from the configuration alone. url is the page with the findings.",
    (*_CHANNEL, "probe", "url"),
)
CREDENTIAL_EXPIRY = Family(
    "bizprobe_credential_expiry_timestamp_seconds",
    Kind.GAUGE,
    "When the key of the channel expires.",
    _CHANNEL,
)
CREDENTIAL_RIGHTS_MISSING = Family(
    "bizprobe_credential_rights_missing",
    Kind.GAUGE,
    "Rights that the probes of the channel need and its key lacks.",
    _CHANNEL,
)
CREDENTIAL_LIFE_LIMIT = Family(
    "bizprobe_credential_life_limit_seconds",
    Kind.GAUGE,
    "How much life a key must have left.",
    (*_CHANNEL, "severity"),
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

API_BUDGET_REMAINING = Family(
    "bizprobe_api_budget_remaining",
    Kind.GAUGE,
    "Requests that the account may still make now, by the group of calls that share a limit.",
    (*_REMOTE, "group"),
)

FAMILIES: tuple[Family, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Family))
BY_NAME: dict[str, Family] = {family.name: family for family in FAMILIES}
