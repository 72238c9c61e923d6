"""A database of the seller."""

from bizprobe.systems.base import SystemKind
from bizprobe.systems.sql.settings import SqlSettings
from bizprobe.systems.sql.system import build

KIND = SystemKind("sql", SqlSettings, build)
