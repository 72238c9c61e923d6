"""Avito's API for sellers: calls, chats, ads with their stocks, uploads, and orders with delivery."""

from bizprobe.marketplaces.avito.channel import AvitoSettings, build
from bizprobe.marketplaces.base import ChannelKind

KIND = ChannelKind("avito", AvitoSettings, build)
