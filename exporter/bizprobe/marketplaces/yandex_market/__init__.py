"""Yandex Market's seller API."""

from bizprobe.marketplaces.base import ChannelKind
from bizprobe.marketplaces.yandex_market.channel import YandexMarketSettings, build

KIND = ChannelKind("yandex_market", YandexMarketSettings, build)
