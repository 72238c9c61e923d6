"""How many orders, items or pages an incident at a channel is about, where that is a number.

`dealer`, `channel` and `flow` are variables of the dashboard. Only gauges are asked for: dealers ask as well.
"""

from questions import flows, goods

AT = "dealer, channel, incident"


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
EACH = "\n  or ".join(_AMOUNTS)
