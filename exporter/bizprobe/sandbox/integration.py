"""The seller's integration software: sends prices and stocks to channels, and reports what became of that."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from math import ceil
from typing import Any

import anyio
import httpx

from bizprobe.exchange.report import Exchange
from bizprobe.sandbox.faults import FaultName
from bizprobe.sandbox.places import ChannelPlace, Trait
from bizprobe.sandbox.world import World

INBOX_KEY = "inbox"
"""The key of the dealer's inbox."""
EVERY = 10
"""Seconds from one exchange to the next."""
_SOON = 2
_PAGE = 100
_EXCHANGED = (Exchange.PRICES, Exchange.STOCKS)


def reports(world: World) -> Iterator[Mapping[str, Any]]:
    """What is to be reported now, exchange by exchange."""
    for place in world.channels():
        if Trait.EXCHANGES in place.traits and not world.has_fault(place.name, FaultName.EXCHANGE_LATE):
            for exchange in _EXCHANGED:
                yield _report(world, place, exchange)


def _report(world: World, place: ChannelPlace, exchange: Exchange) -> Mapping[str, Any]:
    held = world.goods.held(place.name)
    pages = ceil(len(held) / _PAGE)
    lost = min(2, pages) if world.has_fault(place.name, FaultName.EXCHANGE_PAGES_LOST) else 0
    refused = held[::4] if world.has_fault(place.name, FaultName.EXCHANGE_REJECTED) else ()
    return {
        "dealer": place.dealer,
        "channel": place.name,
        "exchange": exchange.value,
        "id": f"{place.name}-{exchange}-{world.now:%Y%m%dT%H%M%S%f}",
        "ended_at": world.now.astimezone(UTC).isoformat(),
        "sent": len(held),
        "accepted": len(held) - len(refused),
        "rejected": len(refused),
        "pages_expected": pages,
        "pages_received": pages - lost,
        "rejected_items": [{"key": row.sku, "reason": "VALUE_NOT_ALLOWED"} for row in refused[:1000]],
    }


async def report_for_ever(world: World, url: str, token: str) -> None:
    """Sends the reports to the inbox of the exporter at `url`; one that does not arrive is not sent again."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=5) as http:
        while True:
            arrived = [await _arrives(http, report) for report in reports(world)]
            await anyio.sleep(EVERY if all(arrived) else _SOON)


async def _arrives(http: httpx.AsyncClient, report: Mapping[str, Any]) -> bool:
    try:
        return (await http.post("/v1/exchanges", json=report)).is_success
    except httpx.HTTPError:
        return False
