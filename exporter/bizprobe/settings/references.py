"""Blocks name each other: channels, systems, locations. Every name must exist at the same dealer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from bizprobe.settings.blocks import Problem
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
    """What came of a block's references. `good` is False where a named block is missing or has faults."""

    problems: Sequence[Problem]
    good: bool


def held_references(
    model: type[BaseModel], block: Mapping[str, Any], written: Mapping[str, Any], dealer: Dealer
) -> References:
    """Holds the names in a block against those that stand in the file and those that are good."""
    found: list[Problem] = []
    good = True
    for field, section in references(model):
        name = block.get(field)
        if not isinstance(name, str):
            continue
        section_written = written.get(section)
        names = list(section_written) if isinstance(section_written, dict) else []
        if name not in names:
            found.append(Problem((field,), no_such_block(section, name, names, dealer.name)))
        good = good and name in getattr(dealer, section)
    return References(found, good)


def no_such_block(section: str, name: str, names: Sequence[str], dealer: str) -> str:
    """That a dealer has no block of this name; the nearest one, and which there are."""
    known = f" defined: {', '.join(names)}" if names else " none is defined"
    near = nearest(name, names) or ";"
    return f"dealer '{dealer}' has no {_SINGULAR.get(section, section)} '{name}'{near}{known}"


def names_in(settings: BaseModel) -> Iterator[tuple[str, str]]:
    """The other blocks that a block names, each by its section and name."""
    for field, section in _references(type(settings)):
        name = getattr(settings, field)
        if name is not None:
            yield section, name


@cache
def _references(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple(references(model))


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
