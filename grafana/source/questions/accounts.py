"""Do the accounts answer?

An account is a channel's API or a system of the seller. The dashboard has the variables `dealer` and
`remote`.
"""

from grafana_foundation_sdk.builders import timeseries

from panels.curves import bars, curves
from panels.look import BAD, OK, PINK, UNKNOWN
from panels.panel import Place, Words, over_time

WHO = "dealer, remote, side"
THESE = 'dealer=~"$dealer",remote=~"$remote"'
GOOD = 'code=~"2..|ok"'
FAILURES = {"refused": 'code=~"4.."', "broken": 'code=~"5..|failed"', "no answer": 'code="none"'}
NOBODY = "Nobody was asked in this time."
OUTCOMES = {".* answered": OK, ".* refused": PINK, ".* broken": BAD, ".* no answer": UNKNOWN}


def requests(window: str, codes: str = "", by: str = WHO) -> str:
    """Requests that were made, by how they were answered."""
    given = f"{THESE},{codes}" if codes else THESE
    return f"sum by ({by}) (increase(bizprobe_api_requests_total{{{given}}}[{window}]))"


FAILED = f"1 - ({requests('1h', GOOD)} or 0 * {requests('1h')}) / ({requests('1h')} > 0)"
P95 = (
    f"histogram_quantile(0.95, sum by ({WHO}, le)"
    f" (rate(bizprobe_api_request_duration_seconds_bucket{{{THESE}}}[1h])))"
)
KNOWN = f"max by ({WHO}) (bizprobe_api_objective_ratio{{{THESE}}})"


def outcomes(place: Place) -> timeseries.Panel:
    words = Words(
        "How were requests answered?",
        "Requests by what became of them: answered, refused (4xx: keys, rights, too many), broken (5xx), no "
        "answer at all; theirs and ours apart.",
        "It tells whose side it is, and since when.",
        "Refused: keys and budgets. Broken: their support, or our own administrators. No answer: the "
        "network.",
        NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    asked = [
        over_time(requests("$__interval", codes, by="side") + " > 0", f"{{{{side}}}} {kind}")
        for kind, codes in {"answered": GOOD, **FAILURES}.items()
    ]
    return bars(place, words, asked, OUTCOMES)


def latency(place: Place) -> timeseries.Panel:
    words = Words(
        "How fast does each account answer?",
        "95 of 100 requests were answered within this time, by account.",
        "Slow answers become timeouts.",
        "A slow system is our own; a slow channel is a matter of its status page.",
        NOBODY,
    )
    rate = f"rate(bizprobe_api_request_duration_seconds_bucket{{{THESE}}}[$__rate_interval])"
    asked = [over_time(f"histogram_quantile(0.95, sum by ({WHO}, le) ({rate}))", "{{dealer}} · {{remote}}")]
    return curves(place, words, "s", asked, {}).fill_opacity(0)
