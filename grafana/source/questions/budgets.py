"""How often may the accounts still be asked?"""

from grafana_foundation_sdk.builders import stat, timeseries

from panels.curves import curves
from panels.look import ANY_IS_BAD
from panels.numbers import numbers
from panels.panel import Place, Words, now, over_time
from questions.accounts import THESE, WHO

# The fullness of the emptiest group of calls.
BUDGET = (
    f"min by ({WHO}) (min by ({WHO}, group) (bizprobe_api_budget_remaining{{{THESE}}})"
    f" / max by ({WHO}, group) (bizprobe_api_budget_burst{{{THESE}}}))"
)
# Seconds until the first group of calls has nothing left, where it has fallen for hours.
EMPTY_IN = f"3600 * min by (dealer, remote) (dealer_remote_group:bizprobe_api_budget_empty:hours{{{THESE}}})"
WITHHELD = f"sum by ({WHO}) (increase(bizprobe_api_requests_withheld_total{{{THESE}}}[1h]))"


def withheld(place: Place) -> stat.Panel:
    words = Words(
        "Do we ask too often?",
        "Requests of the last hour that were not made, because the account's budget would have allowed them "
        "only after the deadline.",
        "What these probes watch is not known meanwhile.",
        "Give the probes a longer `every`; `bizprobe run --plan` shows what would fit.",
        "No account has a budget.",
        runbook="BizprobeApiBudgetExhausted",
    )
    asked = [now(f"sum({WITHHELD})", "withheld in 1h")]
    return numbers(place, words, "locale", asked, limits=ANY_IS_BAD).decimals(0)


def budgets(place: Place) -> timeseries.Panel:
    words = Words(
        "How much may still be asked?",
        "The part of the budget that is left in the emptiest group of calls, by account.",
        "At zero, probes wait; what they cannot ask in time they do not ask at all.",
        "If a line stays near zero, ask less often, or find who else uses the same account.",
        "No account has a budget.",
        runbook="BizprobeApiBudgetExhausted",
    )
    return (
        curves(place, words, "percentunit", [over_time(BUDGET, "{{dealer}} · {{remote}}")], {})
        .fill_opacity(0)
        .max(1)
    )
