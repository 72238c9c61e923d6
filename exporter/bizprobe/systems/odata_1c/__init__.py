"""1C: the seller's ERP, asked through its standard OData interface."""

from bizprobe.systems.base import SystemKind
from bizprobe.systems.odata_1c.settings import Odata1cSettings
from bizprobe.systems.odata_1c.system import build

KIND = SystemKind("odata_1c", Odata1cSettings, build)
