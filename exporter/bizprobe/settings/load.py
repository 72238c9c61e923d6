"""From bizprobe.yml to Settings, or to every fault in it at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from bizprobe.catalogue import Catalogue
from bizprobe.errors import ConfigError, ConfigFault
from bizprobe.settings.blocks import Problem
from bizprobe.settings.dependencies import circles, unknown_needs
from bizprobe.settings.faults import nearest, one_of, translate
from bizprobe.settings.hours import fields_that_name_holidays
from bizprobe.settings.references import held_references
from bizprobe.settings.settings import Dealer, InboxSettings, Settings
from bizprobe.settings.shell import DealerShell, FileShell
from bizprobe.settings.source import KeyPath, Source, parse_source, read_source

M = TypeVar("M", bound=BaseModel)

SECTIONS = ("systems", "channels", "probes")
_NAME = re.compile(r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?")
_NAMED = ("locations", "business_services", *SECTIONS)


def load_settings(path: Path, catalogue: Catalogue) -> Settings:
    """Reads a configuration file. Raises ConfigError with every fault in it."""
    return _Loading(read_source(path), catalogue).settings()


def parse_settings(text: str, catalogue: Catalogue, file: str = "bizprobe.yml") -> Settings:
    """The same from the text of a file."""
    return _Loading(parse_source(text, file), catalogue).settings()


class _Loading:
    """One pass over one file, which gathers faults instead of stopping at the first."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        self._source = source
        self._faults: list[ConfigFault] = list(source.faults)
        self._kinds: Mapping[str, Mapping[str, Any]] = {
            "systems": catalogue.systems,
            "channels": catalogue.channels,
            "probes": catalogue.probes,
        }
        self._broken = {(broken.section, broken.name): broken for broken in catalogue.broken}

    def settings(self) -> Settings:
        data = self._source.data
        if data is None:
            raise ConfigError([self._source.fault((), "the file is empty; it needs the key dealers")])
        shell = self._validate(FileShell, data, ())
        names = list(shell.dealers) if shell else []
        dealers = {name: self._dealer(name, data["dealers"][name]) for name in names}
        if self._faults:
            raise ConfigError(_without_echoes(self._faults))
        return Settings({name: dealer for name, dealer in dealers.items() if dealer})

    def _dealer(self, name: str, data: Any) -> Dealer | None:
        path: KeyPath = ("dealers", name)
        self._check_name(path)
        shell = self._validate(DealerShell, data, path)
        if not isinstance(data, dict):
            return None
        for section in _NAMED:
            for block in _mapping(data.get(section)):
                self._check_name((*path, section, block))
        dealer = Dealer(
            name=name,
            title=(shell.title if shell else "") or name,
            timezone=ZoneInfo(shell.timezone if shell else "UTC"),
            locations=shell.locations if shell else {},
            business_services=shell.business_services if shell else {},
            # With a fault elsewhere nobody knows whether there is one: its lack is no second fault.
            inbox=shell.inbox if shell else InboxSettings.model_construct(),
            days=shell.calendar if shell else None,
            access=shell.grafana if shell else None,
        )
        dealer = replace(dealer, systems=self._blocks(dealer, data, "systems", path))
        dealer = replace(dealer, channels=self._blocks(dealer, data, "channels", path))
        dealer = replace(dealer, probes=self._blocks(dealer, data, "probes", path))
        self._add(unknown_needs(data, name), path)
        self._cross_check(dealer, path)
        self._add(circles(dealer), path)
        if shell and not dealer.calendar.knows_holidays:
            self._check_no_holidays(dealer, path)
        return dealer

    def _blocks(self, dealer: Dealer, data: Mapping[str, Any], section: str, path: KeyPath) -> dict[str, Any]:
        """The good blocks of a section. A block that names one with faults is not among them."""
        good: dict[str, Any] = {}
        for name, block in _mapping(data.get(section)).items():
            place = (*path, section, name)
            kind = self._kind(section, block, place)
            if kind is None:
                continue
            settings = self._validate(kind.settings, block, place)
            references = held_references(kind.settings, block, data, dealer)
            self._add(references.problems, place)
            if settings is not None and references.good:
                good[name] = settings
        return good

    def _kind(self, section: str, block: Any, path: KeyPath) -> Any:
        """The kind of a block, or None with a fault noted."""
        if not isinstance(block, dict):
            return None
        kinds = self._kinds[section]
        kind = block.get("kind")
        if isinstance(kind, str) and kind in kinds:
            return kinds[kind]
        broken = self._broken.get((section, str(kind)))
        if broken is not None:
            self._faults.append(self._source.fault((*path, "kind"), str(broken)))
        elif "kind" in block:
            words = f"expected {one_of(sorted(kinds))}; got '{kind}'{nearest(kind, kinds)}"
            self._faults.append(self._source.fault((*path, "kind"), words))
        else:
            words = f"the key kind is missing; expected {one_of(sorted(kinds))}"
            self._faults.append(self._source.fault(path, words))
        return None

    def _validate(self, model: type[M], data: Any, path: KeyPath) -> M | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self._faults += translate(error, model, self._source, path)
            return None

    def _cross_check(self, dealer: Dealer, path: KeyPath) -> None:
        for section in SECTIONS:
            for name, settings in getattr(dealer, section).items():
                self._add(settings.problems(dealer), (*path, section, name))

    def _check_no_holidays(self, dealer: Dealer, path: KeyPath) -> None:
        words = f"names holidays, and dealer '{dealer.name}' has none; list them under calendar"
        for name, settings in dealer.probes.items():
            fields = fields_that_name_holidays(settings)
            self._add((Problem((field,), words) for field in fields), (*path, "probes", name))

    def _add(self, problems: Iterable[Problem], path: KeyPath) -> None:
        self._faults += [self._source.fault((*path, *problem.path), problem.message) for problem in problems]

    def _check_name(self, path: KeyPath) -> None:
        if not _NAME.fullmatch(str(path[-1])):
            words = (
                f"'{path[-1]}' is no name: use lower-case letters, digits, - and _, at most 63, "
                "with a letter or digit at both ends"
            )
            self._faults.append(self._source.fault(path, words, at_key=True))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _without_echoes(faults: list[ConfigFault]) -> list[ConfigFault]:
    """Each fault once, however many blocks or passes met it."""
    return list(dict.fromkeys(faults))
