"""The sold_prices probe: was everything sold at a price that the seller held at that time?"""

from bizprobe.probes.base import ProbeKind
from bizprobe.probes.sold_prices.probe import SoldPricesProbe
from bizprobe.probes.sold_prices.settings import SoldPricesSettings

KIND = ProbeKind("sold_prices", SoldPricesSettings, SoldPricesProbe)
