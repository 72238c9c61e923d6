"""A web server's log: which pages of the seller's own API a channel really fetched, cycle by cycle."""

from bizprobe.systems.access_log.settings import AccessLogSettings
from bizprobe.systems.access_log.system import build
from bizprobe.systems.base import SystemKind

KIND = SystemKind("access_log", AccessLogSettings, build)
