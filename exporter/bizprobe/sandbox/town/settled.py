"""Who lives in the town: the dealers of the book, each with channels of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bizprobe.sandbox.book import Entry
from bizprobe.sandbox.places import YANDEX, ChannelPlace

_AS_BUSY_AS_OTHERS = {YANDEX: 0.75}
"""In the demonstration it sells little, so its silence would take minutes to tell."""


def dealers(entries: Sequence[Entry]) -> Mapping[str, Sequence[ChannelPlace]]:
    """The channels of each dealer, by the dealer's name."""
    return {entry.dealer: [_moved(place, entry.dealer) for place in entry.channels] for entry in entries}


def _moved(place: ChannelPlace, dealer: str) -> ChannelPlace:
    return replace(place, dealer=dealer, weight=_AS_BUSY_AS_OTHERS.get(place.name, place.weight))
