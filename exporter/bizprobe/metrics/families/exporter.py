"""The exporter."""

from bizprobe.metrics.family import Family, Kind

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
SHARD_ORDINAL = Family(
    "bizprobe_shard_ordinal", Kind.GAUGE, "Which of several exporters of one configuration it is, from 0 on."
)
SHARDS = Family("bizprobe_shards", Kind.GAUGE, "How many exporters share the probes of the configuration.")
CLOCK = Family(
    "bizprobe_clock_timestamp_seconds", Kind.GAUGE, "The exporter's own clock at the moment of the scrape."
)
