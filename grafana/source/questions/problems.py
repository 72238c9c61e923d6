"""What is open, told once: alerts about the same thing at the same channel are one problem.

An answer is by (dealer, channel, incident, side), so that the columns of a table meet. The dashboard has the
variables `dealer`, `channel` and `flow`. Alerts about no dealer, about Bizprobe itself, count as well.
"""

from questions import amounts, firing, flows

PROBLEM = "dealer, channel, incident, side"
OWNERS = "max by (incident, owner) (incident:bizprobe_owner:info)"


_ABOUT = 'dealer=~"$dealer|"'


def began(by: str = PROBLEM) -> str:
    """When the first of the alerts that fire became true."""
    return firing.began(_ABOUT, by)


_FIRING = firing.firing(_ABOUT)
OPEN = f"max by ({PROBLEM}) ({_FIRING})"
# One that ended is known by the label; how often a problem came is the sum of both.
TIMES = (
    f"label_replace(count_over_time((max by ({PROBLEM}) ({_FIRING} offset 1m) unless {OPEN})[$__range:1m]),"
    f' "ended", "true", "", "")\nor {OPEN}'
)
LASTED = f"60 * count_over_time({OPEN}[$__range:1m])"
OPEN_FOR = f"time() - {began()}"
# The worst severity of the alerts of a problem: 2 critical, 1 warning.
URGENCY = "\nor ".join(
    f"{number} * max by ({PROBLEM}) ({firing.firing(_ABOUT, severity)})"
    for number, severity in ((2, 'severity="critical"'), (1, 'severity="warning"'))
)
OWNER = f"{OPEN} * on (incident) group_left (owner) {OWNERS}"
# How many orders, items or pages it is about, where that is a number.
AMOUNT = f"{OPEN} * on ({amounts.AT}) group_left () max by ({amounts.AT}) (\n  {amounts.EACH}\n)"
# Where nothing comes, it is no news that less comes: the loss is told once.
_NONE, _FEW = (firing.firing(_ABOUT, f'incident=~".+-{what}"') for what in ("silence", "few"))
_LESS = f"{_NONE} or {_FEW} unless on ({flows.WHO}) {_NONE}"
_LOST = (
    f"topk by ({flows.WHO}) (1, max by ({flows.WHO}, currency)"
    f" (flow_currency:bizprobe_flow_lost_amount:per_hour{{{flows.THESE}}}))"
)
LOST = (
    f"max by ({PROBLEM}, currency) (\n"
    f"  max by ({PROBLEM}, flow) ({_LESS}) * on ({flows.WHO}) group_left (currency) {_LOST}\n)"
)
