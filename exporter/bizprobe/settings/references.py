"""Blocks name each other: channels, systems, locations. Every name must exist at the same dealer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from bizprobe.settings.blocks import ChannelSettings, ProbeSettings, Problem, SystemSettings
from bizprobe.settings.faults import nearest
from bizprobe.settings.model import Ref
from bizprobe.settings.settings import Dealer

_SINGULAR = {
    "systems": "system",
    "channels": "channel",
    "locations": "location",
    "business_services": "business service",
}


@dataclass(frozen=True, slots=True)
class References:
    """What came of a block's references. `checkable` is False where a named block has faults itself."""

    problems: Sequence[Problem]
    checkable: bool


def broken_references(
    model: type[BaseModel], block: Mapping[str, Any], written: Mapping[str, Any], dealer: Dealer
) -> References:
    """Holds the names in a block, as written, against the names that the dealer's sections have."""
    found: list[Problem] = []
    checkable = True
    for field, section in references(model):
        name = block.get(field)
        if not isinstance(name, str):
            continue
        section_written = written.get(section)
        names = list(section_written) if isinstance(section_written, dict) else []
        if name not in names:
            found.append(Problem((field,), _words(section, name, names, dealer.name)))
        checkable = checkable and name in getattr(dealer, section)
    return References(found, checkable)


def problems(settings: object, dealer: Dealer) -> Iterable[Problem]:
    """What the block itself has to say of its neighbours."""
    if isinstance(settings, SystemSettings | ChannelSettings | ProbeSettings):
        return settings.problems(dealer)
    return ()


def _words(section: str, name: str, names: Sequence[str], dealer: str) -> str:
    known = f" defined: {', '.join(names)}" if names else " none is defined"
    near = nearest(name, names) or ";"
    return f"dealer '{dealer}' has no {_SINGULAR.get(section, section)} '{name}'{near}{known}"


def references(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The fields of a block that name other blocks, each with the section that it names."""
    for name, field in model.model_fields.items():
        for mark in (*field.metadata, *_marks(field.annotation)):
            if isinstance(mark, Ref):
                yield name, mark.section


def _marks(annotation: Any) -> Iterator[Any]:
    for inner in get_args(annotation):
        yield inner
        yield from _marks(inner)
