"""What does each exporter do, and how near is it to its limits?"""

from grafana_foundation_sdk.builders import table, timeseries

from panels import monitoring
from panels.curves import curves
from panels.look import BAD, NONE, SHARE, WARN, Word
from panels.panel import Place, Words, over_time
from panels.rows import GAUGE, Column, amount, rows, share, word

EXPORTER = 'job="bizprobe"'
ABSENT = "Prometheus does not scrape it."
SAMPLES = "scrape_samples_post_metric_relabeling"
UP = {1: Word("✔ up", NONE), 0: Word("✖ down", BAD)}


def every_exporter(place: Place) -> table.Panel:
    words = Words(
        "What does each exporter do, and how near is it to its limits?",
        "A row for each exporter. **share**: which part of the probes is its own, and of how many parts. "
        "**scrape**: how long Prometheus took to read it, as a part of the time that this may take. "
        "**series**: as a part of those that it may tell. **core**: how much of the one that it can use. "
        "**late**: how long its loop kept probes waiting.",
        "Beyond a limit Prometheus refuses the whole answer, and everything of this exporter is unknown.",
        "Near a limit: a second exporter, each with a part of the probes (`--shard`).",
        ABSENT,
        runbook="BizprobeScrapeNearLimit",
    )
    columns = (
        Column("Exporter", 0, least=150, label="instance"),
        Column("State", 90, f"max by (instance) (up{{{EXPORTER}}})", looks=word(UP)),
        Column("Version", 80, label="version"),
        Column("share", 65, "1 + max by (instance) (bizprobe_shard_ordinal)", looks=amount("short")),
        Column("of", 50, "max by (instance) (bizprobe_shards)", looks=amount("short")),
        Column("probes", 75, "count by (instance) (bizprobe_probe_expected_info)", looks=amount("locale")),
        Column("scrape", 100, _part("scrape_duration_seconds", _timeout()), looks=share(SHARE, GAUGE)),
        Column("series", 100, _part(SAMPLES, _sample_limit()), looks=share(SHARE, GAUGE)),
        Column("core", 100, _busy("5m"), looks=share(SHARE, GAUGE)),
        Column("memory", 100, _of_exporters("process_resident_memory_bytes"), looks=amount("bytes")),
        Column("late", 85, "max by (instance) (bizprobe_event_loop_lag_seconds)", looks=amount("s")),
    )
    version = f"max by (instance, version) (bizprobe_build_info{{{EXPORTER}}})"
    return rows(place, words, columns, unseen=(version,), largest_first=("scrape",))


def lag(place: Place) -> timeseries.Panel:
    words = Words(
        "Is the exporter overloaded?",
        "The longest that its event loop was late in ten seconds.",
        "A late loop makes every probe late, and time-outs that are nobody's fault.",
        "Give it fewer probes, or a second exporter.",
        ABSENT,
    )
    asked = [over_time("max(bizprobe_event_loop_lag_seconds)", "event loop lag")]
    return curves(place, words, "s", asked, {"event loop lag": WARN})


def load(place: Place) -> timeseries.Panel:
    words = Words(
        "How much of a core does it use?",
        "The part of one core that the exporter uses: it is one process, and can use no more.",
        "Near 100 % every probe is late.",
        "A second exporter, each with a part of the probes (`--shard`).",
        ABSENT,
    )
    asked = [over_time(_busy("$__rate_interval"), "{{instance}}")]
    return curves(place, words, "percentunit", asked, {}).decimals(0)


def memory(place: Place) -> timeseries.Panel:
    words = Words(
        "How much memory?",
        "Resident memory of the exporter.",
        "It should stay flat for weeks.",
        "A slope over days is a leak: restart it, and tell us.",
        ABSENT,
    )
    return _by_exporter(place, words, "bytes", "process_resident_memory_bytes")


def scrape(place: Place) -> timeseries.Panel:
    words = Words(
        "How long does a scrape take?",
        "How long Prometheus took to scrape the exporter.",
        "Near the scrape's time-out everything will be missing at once.",
        "Fewer series, or a second exporter.",
        ABSENT,
    )
    return _by_exporter(place, words, "s", "scrape_duration_seconds")


def series(place: Place) -> timeseries.Panel:
    words = Words(
        "How many series?",
        "Series of the last scrape; beyond the sample limit of its job Prometheus refuses the whole.",
        "A refused scrape is a blind hour.",
        "Raise `sample_limit` in prometheus.yml together with the limit in the rule.",
        ABSENT,
        runbook="BizprobeScrapeNearLimit",
    )
    return _by_exporter(place, words, "locale", SAMPLES)


def _by_exporter(place: Place, words: Words, unit: str, family: str) -> timeseries.Panel:
    asked = [over_time(_of_exporters(family), "{{instance}}")]
    return curves(place, words, unit, asked, {})


def _of_exporters(family: str) -> str:
    return f"max by (instance) ({family}{{{EXPORTER}}})"


def _busy(window: str) -> str:
    return f"sum by (instance) (rate(process_cpu_seconds_total{{{EXPORTER}}}[{window}]))"


def _part(family: str, limit: float) -> str:
    """What a scrape came to as a part of what it may."""
    return f"{_of_exporters(family)} / {limit:g}"


def _timeout() -> float:
    """Seconds that a scrape may take."""
    return float(str(monitoring.config()["global"]["scrape_timeout"]).removesuffix("s"))


def _sample_limit() -> int:
    """How many series an exporter may tell."""
    jobs = {job["job_name"]: job for job in monitoring.config()["scrape_configs"]}
    return int(jobs["bizprobe"]["sample_limit"])
