"""The bizprobe.yml that watches the town: for each dealer a part of what watches the demonstration."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bizprobe.sandbox.book import Entry
from bizprobe.sandbox.config import DIRECTORY, TEMPLATE, URL, Plain

Block = Mapping[str, Any]

_HEAD = "# What watches the town: a small dealer for each entry of the book of faults.\n"
# As in the demonstration, but limits are short, and so many are asked less often and for less of the past.
_OF_KIND: Mapping[str, Block] = {
    "flow": {"every": "10s", "timeout": "7s", "silence": {"critical": "1m"}, "horizon": "20m"},
    "prices": {"timeout": "9s"},
    "stocks": {"timeout": "9s"},
    "credentials": {"timeout": "9s"},
    "order_statuses": {"timeout": "14s", "horizon": "20m"},
    "sold_prices": {"timeout": "9s", "horizon": "20m"},
}
_OF_PROBE: Mapping[str, Block] = {
    "wildberries-prices": {"timeout": "15s"},
    "yandex-market-prices": {"timeout": "15s"},
    "yandex-market-orders": {"every": "30s", "silence": {"critical": "2m"}},
    "site-leads": {"silence": {"critical": "75s"}},
    "test-drives": {"silence": {"critical": "75s"}},
}
_SHOWN = "-window"
"""What the shop tells of its goods is a channel of its own."""


def town_config(entries: Sequence[Entry], directory: Path, url: str) -> str:
    """The configuration of a town that answers at `url`/DEALER and keeps its files in `directory`/DEALER."""
    template = files("bizprobe.sandbox").joinpath(TEMPLATE).read_text(encoding="utf-8")
    models = yaml.safe_load(template)["dealers"]
    blocks = (_moved(entry, models, directory, url) for entry in entries)
    return "".join([_HEAD, "dealers:\n", *blocks])


def _moved(entry: Entry, models: Block, directory: Path, url: str) -> str:
    block = {entry.dealer: _dealer(entry, models[entry.channels[0].dealer])}
    text = yaml.dump(block, Dumper=Plain, allow_unicode=True, sort_keys=False, width=120)
    text = text.replace(URL, f"{url}/{entry.dealer}").replace(f"{DIRECTORY}/", f"{directory}/{entry.dealer}/")
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def _dealer(entry: Entry, model: Block) -> Block:
    """The part of the model that the entry needs."""
    channels = {name: channel for name, channel in model["channels"].items() if _of(name) in _names(entry)}
    probes = dict(_probes(entry, model))
    needed = {probe.get(role) for probe in probes.values() for role in ("system", "book")}
    needed |= {channel.get("system") for channel in channels.values()}
    systems = {name: system for name, system in model.get("systems", {}).items() if name in needed}
    inbox = {"inbox": model["inbox"]} if "exchange" in entry.asks else {}
    said = {key: model[key] for key in ("timezone", "business_services")}
    filled = _filled(systems=systems, channels=channels, probes=probes)
    return {"title": entry.title, **said, **inbox, **filled}


def _probes(entry: Entry, model: Block) -> Iterator[tuple[str, Block]]:
    for name, probe in model["probes"].items():
        if _of(probe["channel"]) in _names(entry) and probe["kind"] in entry.asks:
            yield name, {**deepcopy(probe), **_OF_KIND.get(probe["kind"], {}), **_OF_PROBE.get(name, {})}


def _names(entry: Entry) -> set[str]:
    return {place.name for place in entry.channels}


def _of(channel: str) -> str:
    return channel.removesuffix(_SHOWN)


def _filled(**sections: Block) -> Block:
    return {name: section for name, section in sections.items() if section}
