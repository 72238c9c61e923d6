"""The order statuses probe: do the channel, the seller's book and the buyer's cabinet say the same?"""

from bizprobe.probes.base import ProbeKind
from bizprobe.probes.order_statuses.probe import OrderStatusesProbe
from bizprobe.probes.order_statuses.settings import OrderStatusesSettings

KIND = ProbeKind("order_statuses", OrderStatusesSettings, OrderStatusesProbe)
