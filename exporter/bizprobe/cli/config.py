"""`bizprobe config check|show|schema`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import yaml
from pydantic import BaseModel

from bizprobe.catalogue import Catalogue, find_kinds
from bizprobe.cli.apart import built_apart
from bizprobe.cli.kinds import known_kinds
from bizprobe.engine.build import Works
from bizprobe.engine.ledger import Ledger
from bizprobe.engine.plan import Rows, outlook
from bizprobe.engine.watch import Watch
from bizprobe.errors import ConfigError, ConfigFault
from bizprobe.logs import configure_logs
from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format
from bizprobe.settings.load import load_settings
from bizprobe.settings.redact import redacted
from bizprobe.settings.schema import json_schema
from bizprobe.settings.settings import Dealer, Settings

_TOO_MUCH = "Warning: its probes ask more than a channel allows, however little it sells: bizprobe run --plan"
_SECTIONS = ("locations", "business_services", "systems", "channels", "probes")


def check_config(file: Path) -> str:
    """What the configuration amounts to, in a line or two. Raises ConfigError with every fault."""
    configure_logs(level="error", console=True)
    catalogue = known_kinds()
    settings = load_settings(file, catalogue)
    series, fits = anyio.run(_built, file, settings, catalogue)
    counts = {
        "dealer": len(settings.dealers),
        **{
            section.removesuffix("s"): sum(
                len(getattr(dealer, section)) for dealer in settings.dealers.values()
            )
            for section in ("systems", "channels", "probes")
        },
    }
    parts = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
    told = f"{file} is good: {parts}; {series} series before the first answers"
    return told if fits else f"{told}\n{_TOO_MUCH}"


def effective_config(file: Path) -> str:
    """The configuration as it is in force, as YAML without secrets. Raises ConfigError."""
    settings = load_settings(file, find_kinds())
    shown = {"dealers": {name: _dealer(dealer) for name, dealer in settings.dealers.items()}}
    return yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=110)


def config_schema() -> str:
    """The JSON Schema of a configuration."""
    return json.dumps(json_schema(find_kinds()), indent=2, ensure_ascii=False)


async def _built(file: Path, settings: Settings, catalogue: Catalogue) -> tuple[int, bool]:
    """How many series there are, and whether the requests of reads with one row each fit."""
    async with built_apart(settings, catalogue) as works:
        if works.faults:
            raise ConfigError([ConfigFault(str(file), 0, 0, "", fault) for fault in works.faults])
        return _series(works), outlook(works, lambda *_: Rows(1, "")).fits


def _series(works: Works) -> int:
    board = Board()
    ledger = Ledger(board)
    for built in works.probes.values():
        ledger.open(Watch(built.dealer, built.name, built.settings), built.expected, built.url)
        for owner, meter in built.meters.items():
            board.put(owner, meter.samples())
    lines = b"".join(board.chunks(Format.TEXT)).splitlines()
    return sum(not line.startswith(b"#") for line in lines)


def _dealer(dealer: Dealer) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": dealer.title, "timezone": dealer.timezone.key}
    if dealer.days is not None:
        shown["calendar"] = dealer.days.model_dump(mode="json", exclude_defaults=True)
    if dealer.inbox is not None:
        shown["inbox"] = redacted(dealer.inbox)
    if dealer.access is not None:
        shown["grafana"] = redacted(dealer.access)
    for section in _SECTIONS:
        blocks: Mapping[str, BaseModel] = getattr(dealer, section)
        if blocks:
            shown[section] = {name: redacted(block) for name, block in blocks.items()}
    return shown
