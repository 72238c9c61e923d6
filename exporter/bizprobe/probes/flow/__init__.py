"""The flow probe: do orders, leads or calls still come in, and does the seller's book have each of them?"""

from bizprobe.probes.base import ProbeKind
from bizprobe.probes.flow.probe import FlowProbe
from bizprobe.probes.flow.settings import FlowSettings

KIND = ProbeKind("flow", FlowSettings, FlowProbe)
