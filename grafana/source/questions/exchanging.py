"""What the last exchange of prices or stocks should have brought, against what it did."""

from grafana_foundation_sdk.builders import timeseries

from panels.curves import curves
from panels.look import OK, WARN
from panels.panel import Place, Words, over_time
from questions import goods


def accepted(place: Place, words: Words, exchange: str) -> timeseries.Panel:
    """Items sent, and items accepted."""
    return _against(place, words, exchange, "bizprobe_exchange_items_last", ("sent", "accepted"))


def pages(place: Place, words: Words, exchange: str) -> timeseries.Panel:
    """Pages expected, and pages received."""
    return _against(place, words, exchange, "bizprobe_exchange_pages", ("expected", "received"))


def _against(
    place: Place, words: Words, exchange: str, family: str, pair: tuple[str, str]
) -> timeseries.Panel:
    asked = [over_time(f"sum({goods.exchanged(f'{family}_{what}', exchange)})", what) for what in pair]
    return curves(place, words, "short", asked, dict(zip(pair, (WARN, OK), strict=True))).decimals(0)
