"""The bizprobe.yml that watches the sandbox: the first configuration that a user sees."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bizprobe.sandbox.catalogue import FEW
from bizprobe.sandbox.places import CHANNELS, ChannelPlace
from bizprobe.settings.model import parse_duration

FILE = "bizprobe.yml"
TEMPLATE = "demo.yml"
URL = "http://sandbox.invalid"
DIRECTORY = "/sandbox"

_GROWN = "# What Bizprobe watches, made for a larger world from the configuration of the demonstration.\n"
_COMPARED = ("prices", "stocks")
# Comparing an item costs the exporter up to 150 microseconds and the sandbox 20 (measured 2026-11), and both
# have other things to do.
_SECONDS_AN_ITEM = 250e-6
# What the documents of these allow to be asked for, in items a second.
_ALLOWED = {("wildberries", "prices"): 600, ("wildberries", "stocks"): 400, ("yandex_market", "prices"): 50}
_PATIENCE = 0.8


def config_text(
    directory: Path, url: str, channels: Sequence[ChannelPlace] = CHANNELS, items: int = FEW
) -> str:
    """The configuration for a sandbox that answers at `url` and keeps its files in `directory`."""
    text = files("bizprobe.sandbox").joinpath(TEMPLATE).read_text(encoding="utf-8")
    if len(channels) > len(CHANNELS) or items > FEW:
        text = _grown(text, channels, items)
    return text.replace(URL, url).replace(f"{DIRECTORY}/", f"{directory}/")


def write_config(
    directory: Path, url: str, channels: Sequence[ChannelPlace] = CHANNELS, items: int = FEW
) -> Path:
    """Writes the configuration into `directory`, which is made if it is not there. Returns the file."""
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / FILE
    fresh = file.with_suffix(".new")
    fresh.write_text(config_text(directory, url, channels, items), encoding="utf-8")
    fresh.replace(file)
    return file


def _grown(text: str, channels: Sequence[ChannelPlace], items: int) -> str:
    """The configuration with further channels, which asks for a longer catalogue less often."""
    config = yaml.safe_load(text)
    demo = config["dealers"]["demo"]
    for place in channels[len(CHANNELS) :]:
        demo["channels"][place.name] = _copied_channel(demo["channels"][place.shape], place)
        demo["probes"].update(_copied_probes(demo["probes"], place))
    _slow_down(demo, items)
    return _GROWN + yaml.dump(config, Dumper=Plain, allow_unicode=True, sort_keys=False, width=120)


def _copied_channel(model: Mapping[str, Any], place: ChannelPlace) -> Mapping[str, Any]:
    text = yaml.safe_dump({**model, "title": place.title})
    for before in (f"{URL}/", f"{DIRECTORY}/secrets/"):
        text = text.replace(before + place.shape, before + place.name)
    copied: Mapping[str, Any] = yaml.safe_load(text)
    return copied


def _copied_probes(probes: Mapping[str, Any], place: ChannelPlace) -> Iterator[tuple[str, Any]]:
    for what in ("orders", *_COMPARED):
        yield f"{place.name}-{what}", {**deepcopy(probes[f"{place.shape}-{what}"]), "channel": place.name}


def _slow_down(dealer: Mapping[str, Any], items: int) -> None:
    compared = [probe for probe in dealer["probes"].values() if probe["kind"] in _COMPARED]
    busy = items * len(compared) * _SECONDS_AN_ITEM
    for probe in compared:
        place = (dealer["channels"][probe["channel"]]["kind"], probe["kind"])
        every = max(busy, items / _ALLOWED[place] if place in _ALLOWED else 0)
        if every > parse_duration(probe["every"]):
            probe["every"], probe["timeout"] = f"{every:.0f}s", f"{every * _PATIENCE:.0f}s"
            probe["grace"] = f"{every * 2:.0f}s"


class Plain(yaml.SafeDumper):
    """Writes everything out, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
