"""Every probe."""

from bizprobe.metrics.families.labels import PROBE
from bizprobe.metrics.family import Family, Kind

PROBE_EXPECTED = Family(
    "bizprobe_probe_expected_info",
    Kind.INFO,
    "A probe that must exist, from the configuration alone. url is its page.",
    (*PROBE, "kind", "location", "business_service", "step", "url"),
)
PROBE_SUCCESS = Family(
    "bizprobe_probe_success",
    Kind.GAUGE,
    "1 if the last answer was yes, 0 if it was no. Withdrawn when no answer came for too long.",
    PROBE,
)
PROBE_DURATION = Family("bizprobe_probe_duration_seconds", Kind.GAUGE, "How long the last run took.", PROBE)
PROBE_TIMEOUT = Family("bizprobe_probe_timeout_seconds", Kind.GAUGE, "The deadline of a run.", PROBE)
PROBE_INTERVAL = Family("bizprobe_probe_interval_seconds", Kind.GAUGE, "How often the probe runs.", PROBE)
PROBE_LAST_RUN = Family(
    "bizprobe_probe_last_run_timestamp_seconds", Kind.GAUGE, "When the last run ended, however.", PROBE
)
PROBE_LAST_ANSWER = Family(
    "bizprobe_probe_last_answer_timestamp_seconds",
    Kind.GAUGE,
    "When the last run ended that could ask its question, whatever the answer.",
    PROBE,
)
PROBE_LAST_SUCCESS = Family(
    "bizprobe_probe_last_success_timestamp_seconds", Kind.GAUGE, "When the last answer was yes.", PROBE
)
PROBE_FINDINGS = Family(
    "bizprobe_probe_findings",
    Kind.GAUGE,
    "Findings of the last answer; the page of the probe lists them.",
    PROBE,
)
PROBE_RUNS = Family("bizprobe_probe_runs_total", Kind.COUNTER, "Runs that ended, however.", PROBE)
PROBE_ERRORS = Family(
    "bizprobe_probe_errors_total",
    Kind.COUNTER,
    "Runs that could not ask their question, by reason.",
    (*PROBE, "reason"),
)
