"""Do the accounts answer, how often may they still be asked, and how long do their keys live?

A row is an account: a channel's API or a system of the seller. `$dealer` and `$remote` are variables of the
dashboard.
"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import bars, curves
from panels.look import BAD, OK, PINK, UNKNOWN
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time

WHO = "dealer, remote, side"
THESE = 'dealer=~"$dealer",remote=~"$remote"'
GOOD = 'code=~"2..|ok"'
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
# The fullness of the emptiest group of calls.
BUDGET = (
    f"min by ({WHO}) (min by ({WHO}, group) (bizprobe_api_budget_remaining{{{THESE}}})"
    f" / max by ({WHO}, group) (bizprobe_api_budget_burst{{{THESE}}}))"
)
WITHHELD = f"sum by ({WHO}) (increase(bizprobe_api_requests_withheld_total{{{THESE}}}[1h]))"


def of_channel(expr: str) -> str:
    """What is known of a channel, at the account of the same name."""
    return (
        f'label_replace(label_replace({expr}, "remote", "$1", "channel", "(.+)"), "side", "channel", "", "")'
    )


def _key(family: str) -> str:
    return f'min by (dealer, channel) ({family}{{dealer=~"$dealer",channel=~"$remote"}})'


KEY_LIFE = (
    f"sum by ({WHO}) ({of_channel(_key('bizprobe_credential_expiry_timestamp_seconds') + ' - time()')})"
)
RIGHTS = f"sum by ({WHO}) ({of_channel(_key('bizprobe_credential_rights_missing'))})"


def answering(place: Place) -> stat.Panel:
    words = Words(
        "How many accounts answer?",
        "Accounts that answered at least one request of the last 15 minutes well, and those that answered "
        "none.",
        "An account that answers nothing leaves all its probes blind.",
        "Find it in the table; `side` says who can mend it.",
        NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    well, asked = requests("15m", GOOD), requests("15m")
    queries = [
        now(f"count({well} > 0) or vector(0)", "answer"),
        now(f"count(({asked} > 0) unless ({well} > 0)) or vector(0)", "do not"),
    ]
    return numbers(place, words, "short", queries)


def keys(place: Place) -> stat.Panel:
    words = Words(
        "Which key ends first?",
        "How long the key with the shortest life still lives, and how many rights keys lack.",
        "When a key ends, everything that uses it stands still, also the software that exchanges orders.",
        "Renew it in the marketplace's cabinet before the weekend.",
        "No key says when it ends.",
        runbook="BizprobeKeyExpires",
    )
    queries = [now(f"min({KEY_LIFE})", "life of the shortest"), now(f"sum({RIGHTS})", "rights missing")]
    return numbers(place, words, "s", queries).decimals(1)


def withheld(place: Place) -> stat.Panel:
    words = Words(
        "Do we want to ask more than we may?",
        "Requests of the last hour that were not made, because the account's budget would have allowed them "
        "only after the deadline.",
        "What these probes watch is not known meanwhile.",
        "Give the probes a longer `every`; `bizprobe run --plan` shows what would fit.",
        "No account has a budget.",
        runbook="BizprobeApiBudgetExhausted",
    )
    return numbers(place, words, "short", [now(f"sum({WITHHELD})", "withheld in 1h")]).decimals(0)


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
    kinds = {
        "answered": GOOD,
        "refused": 'code=~"4.."',
        "broken": 'code=~"5..|failed"',
        "no answer": 'code="none"',
    }
    asked = [
        over_time(requests("$__interval", codes, by="side") + " > 0", f"{{{{side}}}} {kind}")
        for kind, codes in kinds.items()
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


def budgets(place: Place) -> timeseries.Panel:
    words = Words(
        "How much may still be asked?",
        "The part of each group of calls' budget that is left, by account.",
        "At zero, probes wait; what they cannot ask in time they do not ask at all.",
        "If a line stays near zero, ask less often, or find who else uses the same account.",
        "No account has a budget.",
        runbook="BizprobeApiBudgetExhausted",
    )
    part = (
        f"min by (dealer, remote, group) (bizprobe_api_budget_remaining{{{THESE}}})"
        f" / max by (dealer, remote, group) (bizprobe_api_budget_burst{{{THESE}}})"
    )
    asked = [over_time(part, "{{dealer}} · {{remote}} {{group}}")]
    return curves(place, words, "percentunit", asked, {}).fill_opacity(0).max(1)


def lives(place: Place) -> timeseries.Panel:
    words = Words(
        "How long do the keys live?",
        "Days that each key still lives; dashed, how many must be left.",
        "A key that ends on a Friday night is noticed on Monday.",
        "Renew what nears the dashed line.",
        "No key says when it ends.",
        runbook="BizprobeKeyExpires",
    )
    limit = 'bizprobe_credential_life_limit_seconds{dealer=~"$dealer",channel=~"$remote"}'
    asked = [
        over_time(f"min by (dealer, remote) ({KEY_LIFE}) / 86400", "{{dealer}} · {{remote}}"),
        over_time(f"max by (severity) ({limit}) / 86400", "limit ({{severity}})"),
    ]
    return curves(place, words, "d", asked, {}).fill_opacity(0)
