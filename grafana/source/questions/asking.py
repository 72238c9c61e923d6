"""Could we ask? Requests, their latency, and the runs of the probe.

A dashboard that shows these has the variables `dealer`, `probe`, `remote` (the account asked) and `book`.
"""

from grafana_foundation_sdk.builders import timeseries

from panels.curves import bars, curves
from panels.look import BAD, GREEN, OK, PINK, SKY, UNKNOWN, WARN, YELLOW, Word, called
from panels.panel import Place, Words, link, over_time

PROBE = 'dealer=~"$dealer",probe=~"$probe"'
ACCOUNTS = 'dealer=~"$dealer",remote=~"$remote|$book"'
CODES = {
    "theirs .* (2..|ok)": OK,
    "ours .* (2..|ok)": GREEN,
    ".* 429": PINK,
    ".* none": UNKNOWN,
    ".* ([45]..|failed)": BAD,
}
LATENCIES = {"theirs .* p50": SKY, "theirs .* p95": OK, "ours .* p50": YELLOW, "ours .* p95": GREEN}
# The label values of bizprobe_probe_errors_total as people say it.
REASONS = {
    "timeout": Word("no answer in time", WARN),
    "dns": Word("name not found", WARN),
    "connect": Word("no connection", WARN),
    "tls": Word("certificate refused", WARN),
    "rate_limited": Word("asked too often", PINK),
    "unauthorized": Word("key refused", BAD),
    "forbidden": Word("right missing", BAD),
    "retired": Word("address retired", BAD),
    "client_error": Word("our request refused", BAD),
    "server_error": Word("error on their side", BAD),
    "bad_answer": Word("answer not understood", BAD),
    "incomplete": Word("answer incomplete", BAD),
    "too_large": Word("answer too large", BAD),
    "query": Word("query failed", BAD),
    "secret": Word("key not readable", BAD),
    "state": Word("own notes not writable", BAD),
    "internal": Word("error of Bizprobe", BAD),
}


def _side(expr: str) -> str:
    """Says `theirs` instead of `channel`, which stands beside the channel's name otherwise."""
    return f'label_replace({expr}, "side", "theirs", "side", "channel")'


def requests(place: Place) -> timeseries.Panel:
    words = Words(
        "Who answers, and how?",
        "Requests to the channel (theirs) and to our book (ours) by HTTP status; `none` is no answer at all.",
        "It tells whose side it is.",
        "401 and 403: renew the key. 429: ask less often. 5xx: write to their support. none: look at the "
        "network.",
        "Nobody was asked in this time.",
        runbook="BizprobeProbeCannotAsk",
    )
    counted = (
        f"sum by (side, remote, code) (increase(bizprobe_api_requests_total{{{ACCOUNTS}}}[$__interval]))"
    )
    return bars(place, words, [over_time(_side(counted), "{{side}} {{remote}} {{code}}")], CODES)


def latency(place: Place) -> timeseries.Panel:
    words = Words(
        "How fast do they answer?",
        "Half of the requests (p50), and 95 of 100 (p95), were answered within this time.",
        "Slow answers become timeouts, and then nobody knows whether orders come.",
        "A slow book is our own system; a slow channel is a matter of its status page.",
        "Nobody was asked in this time.",
    )

    def quantile(share: float) -> str:
        rate = f"rate(bizprobe_api_request_duration_seconds_bucket{{{ACCOUNTS}}}[$__rate_interval])"
        return _side(f"histogram_quantile({share}, sum by (side, remote, le) ({rate}))")

    asked = [
        over_time(quantile(share), f"{{{{side}}}} {{{{remote}}}} p{share * 100:.0f}") for share in (0.5, 0.95)
    ]
    return curves(place, words, "s", asked, LATENCIES).fill_opacity(0)


def runs(place: Place) -> timeseries.Panel:
    words = Words(
        "Could we ask?",
        "Runs of the probe that could ask their question, and those that could not, by reason.",
        "A probe that cannot ask knows nothing: what is shown above is then old.",
        "Key or right: renew it. Too often: ask less, or ask for a larger budget. No connection: look at the "
        "network. Their side: write to their support. The page of the probe (the link of this panel) has "
        "the log of its last run.",
        "The probe did not run in this time.",
        runbook="BizprobeProbeCannotAsk",
    )
    errors = f"increase(bizprobe_probe_errors_total{{{PROBE}}}[$__interval])"
    all_runs = f"increase(bizprobe_probe_runs_total{{{PROBE}}}[$__interval])"
    asked = [
        over_time(f"clamp_min(sum({all_runs}) - (sum({errors}) or vector(0)), 0)", "asked"),
        over_time(f"sum by (reason) ({errors}) > 0", "{{reason}}"),
    ]
    panel = bars(place, words, asked, {"asked": OK})
    for reason, word in REASONS.items():
        panel.override_by_name(reason, called(word))
    return panel.links([link("The last run", "${url:raw}", elsewhere=True)])


def duration(place: Place) -> timeseries.Panel:
    words = Words(
        "How long does a run take?",
        "Duration of the runs; dashed, the deadline that ends them.",
        "A run that nears its deadline will soon answer nothing.",
        "Give it a longer `timeout` or smaller pages, or ask the channel why it is slow.",
        "The probe never ran.",
        runbook="BizprobeProbeCannotAsk",
    )
    asked = [
        over_time(f"max(bizprobe_probe_duration_seconds{{{PROBE}}})", "duration"),
        over_time(f"max(bizprobe_probe_timeout_seconds{{{PROBE}}})", "limit (critical)"),
    ]
    return curves(place, words, "s", asked, {"duration": SKY})
