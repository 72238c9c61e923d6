"""Comparing 24 times 12,000 prices: the product against a bare typed parse and against json + Decimal."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import anyio
import msgspec
from compare_pages import ITEMS, Prices, make_prices
from compare_product import decoded, open_shop

from bizprobe.compare.prices import PriceComparison, PriceList

_MEMORY = Path(__file__).with_name("compare_memory.py")
_CHANNELS = 24
_BARE, _PRODUCT, _NAIVE = "bare typed parse", "decoded and compared", "json + Decimal"


class _Price(msgspec.Struct, gc=False):
    price: float


class _Item(msgspec.Struct, gc=False):
    offer_id: str
    price: _Price


class _Page(msgspec.Struct, gc=False):
    items: list[_Item]


def measure(*, quick: bool) -> dict[str, object]:
    """CPU in microseconds an item, ratios of it, and memory in MiB."""
    channels, rounds = (3, 2) if quick else (_CHANNELS, 5)
    alike, otherwise = make_prices(), make_prices(written_alike=False)
    micros = _fastest(
        {
            _BARE: lambda: _bare(alike, channels),
            _PRODUCT: lambda: _decoded_and_compared(alike, channels),
            "the same, written otherwise": lambda: _decoded_and_compared(otherwise, channels),
            "whole run of the probe": lambda: _runs(alike, channels),
            _NAIVE: lambda: _json_and_decimal(alike, channels),
        },
        rounds,
        channels * ITEMS,
    )
    for name, value in micros.items():
        print(f"{name:<28}{value:>8.2f} us an item{value / micros[_BARE]:>8.2f} times the bare parse")
    ratios = {
        "to_bare": micros[_PRODUCT] / micros[_BARE],
        "json_decimal_to_product": micros[_NAIVE] / micros[_PRODUCT],
    }
    print(f"{_NAIVE} : {_PRODUCT} = {ratios['json_decimal_to_product']:.1f}")
    memory = {str(many * ITEMS): _memory(many, "after") for many in ((1, 3) if quick else (1, 24, 200))}
    memory[f"{channels * ITEMS} at once"] = _memory(channels, "at-once")
    for name, found in memory.items():
        print(
            f"{name:>15} items: {found['over_mb']:5.1f} MiB over base, event loop at work for "
            f"{found['busy_ms']:.1f} ms, late by {found['late_ms']:.1f} ms ({found['idle_ms']:.1f} when idle)"
        )
    return {"microseconds_an_item": micros, "ratios": ratios, "memory": memory}


def _fastest(runs: dict[str, Callable[[], int]], rounds: int, items: int) -> dict[str, float]:
    """In turns, so that a machine that slows down slows all of them."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            begin = time.process_time()
            run()
            times[name].append(time.process_time() - begin)
    return {name: min(taken) / items * 1e6 for name, taken in times.items()}


def _bare(prices: Prices, channels: int) -> int:
    decoder = msgspec.json.Decoder(_Page)
    return sum(len(decoder.decode(page).items) for _ in range(channels) for page in prices.pages)


def _json_and_decimal(prices: Prices, channels: int) -> int:
    ours = {key: Decimal(amount) for key, amount in prices.ours.items()}
    different = 0
    for _ in range(channels):
        for page in prices.pages:
            for item in json.loads(page, parse_float=Decimal)["items"]:
                different += ours.get(item["offer_id"]) != item["price"]["price"]
    return _checked(different, prices, channels)


def _decoded_and_compared(prices: Prices, channels: int) -> int:
    ours, different = PriceList("RUB", prices.ours), 0
    for _ in range(channels):
        comparison = PriceComparison(ours, max_items=ITEMS)
        for body in prices.pages:
            page = decoded(body)
            if page is not None:
                comparison.add(page.keys, page.amounts, page.currency)
        different += len(list(comparison.mismatches()))
    return _checked(different, prices, channels)


def _runs(prices: Prices, channels: int) -> int:
    options = {"use_uvloop": True}
    with open_shop(prices) as shop:
        different = anyio.run(shop.one_after_another, channels, backend_options=options)
        return _checked(different, prices, channels)


def _checked(different: int, prices: Prices, channels: int) -> int:
    if different != prices.different * channels:
        raise SystemExit(f"{different} different prices, not {prices.different * channels}")
    return different


def _memory(channels: int, how: str) -> dict[str, float]:
    """In a process of its own."""
    done = subprocess.run([sys.executable, _MEMORY, str(channels), how], stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
