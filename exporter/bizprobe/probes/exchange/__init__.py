"""The exchange probe: did everything that was sent arrive, and is the last time recent?"""

from bizprobe.probes.base import ProbeKind
from bizprobe.probes.exchange.probe import ExchangeProbe
from bizprobe.probes.exchange.settings import ExchangeSettings

KIND = ProbeKind("exchange", ExchangeSettings, ExchangeProbe)
