"""Ozon's seller API."""

from bizprobe.marketplaces.base import ChannelKind
from bizprobe.marketplaces.ozon.channel import OzonSettings, build

KIND = ChannelKind("ozon", OzonSettings, build)
