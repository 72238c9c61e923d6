"""Wildberries' seller API."""

from bizprobe.marketplaces.base import ChannelKind
from bizprobe.marketplaces.wildberries.channel import WildberriesSettings, build

KIND = ChannelKind("wildberries", WildberriesSettings, build)
