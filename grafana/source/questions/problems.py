"""What is open, told once: alerts about the same thing at the same channel are one problem.

An answer is by (dealer, channel, incident, side), so that the columns of a table meet. The dashboard has the
variables `dealer`, `channel` and `flow`. Alerts about no dealer, about Bizprobe itself, count as well.
"""

from questions import flows, goods

PROBLEM = "dealer, channel, incident, side"
OWNERS = "max by (incident, owner) (incident:bizprobe_owner:info)"
_AT = "dealer, channel, incident"


def firing(more: str = 'severity=~"critical|warning"') -> str:
    """Alerts that fire and concern people."""
    return f'ALERTS{{alertstate="firing",{more},dealer=~"$dealer|"}}'


SINCE = 'ALERTS_FOR_STATE{severity=~"critical|warning",dealer=~"$dealer|"}'
OPEN = f"max by ({PROBLEM}) ({firing()})"
# One that ended is known by the label; how often a problem came is the sum of both.
TIMES = (
    f"label_replace(count_over_time((max by ({PROBLEM}) ({firing()} offset 1m) unless {OPEN})[$__range:1m]),"
    f' "ended", "true", "", "")\nor {OPEN}'
)
LASTED = f"60 * count_over_time({OPEN}[$__range:1m])"
BEGAN = f"min by ({PROBLEM}) ({SINCE} and ignoring (alertstate) {firing()})"
OPEN_FOR = f"time() - {BEGAN}"
# The worst severity of the alerts of a problem: 2 critical, 1 warning.
URGENCY = "\nor ".join(
    f"{number} * max by ({PROBLEM}) ({firing(severity)})"
    for number, severity in ((2, 'severity="critical"'), (1, 'severity="warning"'))
)
OWNER = f"{OPEN} * on (incident) group_left (owner) {OWNERS}"


def _told(incident: str, amount: str) -> str:
    return f'label_replace({amount}, "incident", "{incident}", "", "")'


def _exchanged(family: str) -> str:
    return f"max by ({goods.WHO}, exchange) ({family}{{{goods.THESE}}})"


def _orders(state: str) -> str:
    family = f'bizprobe_order_status_orders{{{flows.THESE},state=~"{state}"}}'
    return f"sum by ({goods.WHO}) (max by ({flows.WHO}, where, state) ({family}))"


_PRICES = {
    "price-gap": "different",
    "prices-missing": "missing",
    "prices-quarantined": "quarantined",
    "prices-unexpected": "unexpected",
}
_STOCKS = {
    "stock-hidden": "hidden",
    "stock-phantom": "phantom",
    "stock-gap": "different",
    "stock-missing": "missing",
}
_SOLD = (
    f"max by ({goods.WHO}) (bizprobe_sold_prices_info{{{goods.THESE}}}"
    " * on (dealer, probe) group_left () max by (dealer, probe) (bizprobe_probe_findings))"
)
_REFUSED = (
    f"sum by ({goods.WHO}) ({_exchanged('bizprobe_exchange_items_last_sent')}"
    f" - {_exchanged('bizprobe_exchange_items_last_accepted')})"
)
_LOST_PAGES = (
    f"sum by ({goods.WHO}) ({_exchanged('bizprobe_exchange_pages_expected')}"
    f" - {_exchanged('bizprobe_exchange_pages_received')})"
)
_AMOUNTS = (
    f'label_replace({flows.MISSING}, "incident", "$1-missing", "flow", "(.+)")',
    *(_told(incident, goods.items("bizprobe_price_items", state)) for incident, state in _PRICES.items()),
    *(_told(incident, goods.items("bizprobe_stock_items", state)) for incident, state in _STOCKS.items()),
    _told("stock-oversold", f"max by ({goods.WHO}) (bizprobe_oversold_items{{{goods.THESE}}})"),
    _told("price-loss", _SOLD),
    _told("statuses-apart", _orders("behind|ahead|apart")),
    _told("cancelled-apart", _orders("cancelled_apart")),
    _told("exchange-rejected", _REFUSED),
    _told("exchange-pages-lost", _LOST_PAGES),
)
# How many orders, items or pages it is about, where that is a number.
AMOUNT = f"{OPEN} * on ({_AT}) group_left () max by ({_AT}) (\n  " + "\n  or ".join(_AMOUNTS) + "\n)"

_LESS = firing('incident=~".+-(silence|few)"')
_LOST = (
    f"topk by ({flows.WHO}) (1, max by ({flows.WHO}, currency)"
    f" (flow_currency:bizprobe_flow_lost_amount:per_hour{{{flows.THESE}}}))"
)
LOST = (
    f"max by ({PROBLEM}, currency) (\n"
    f"  max by ({PROBLEM}, flow) ({_LESS}) * on ({flows.WHO}) group_left (currency) {_LOST}\n)"
)
