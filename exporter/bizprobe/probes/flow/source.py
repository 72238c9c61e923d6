"""A flow as the channel gives it, whatever the channel calls it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import cast

from bizprobe.marketplaces.base import CalledChannel, Channel, MessagedChannel
from bizprobe.records import Order, Page
from bizprobe.settings.model import Offer

Pages = AsyncIterator[Page[Order]]


def events(channel: Channel, offer: Offer, since: datetime) -> Pages:
    """What came in at `since` or later."""
    if offer is Offer.CALLS:
        return cast(CalledChannel, channel).calls(since)
    if offer is Offer.MESSAGES:
        return cast(MessagedChannel, channel).messages(since)
    return channel.orders(since)


def waiting(channel: Channel, offer: Offer) -> Pages:
    """What is not finished, however old."""
    if offer is Offer.OPEN_MESSAGES:
        return cast(MessagedChannel, channel).open_messages()
    return channel.open_orders()
