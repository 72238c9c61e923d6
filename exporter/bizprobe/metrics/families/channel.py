"""Channels."""

from bizprobe.metrics.families.labels import CHANNEL
from bizprobe.metrics.family import Family, Kind

CHANNEL_INFO = Family(
    "bizprobe_channel_info",
    Kind.INFO,
    "A channel, from the configuration. marketplace is the same word for all dealers, empty where none is "
    "known; own is true for the seller's own channels.",
    (*CHANNEL, "marketplace", "own", "title"),
)
