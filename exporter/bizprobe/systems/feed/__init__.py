"""A feed: the file with prices and stocks that the seller's systems write for marketplaces."""

from bizprobe.systems.base import SystemKind
from bizprobe.systems.feed.settings import FeedSettings
from bizprobe.systems.feed.system import build

KIND = SystemKind("feed", FeedSettings, build)
