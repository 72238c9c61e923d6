"""What needs what at a dealer: what `depends_on` declares, and what blocks name by themselves."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from bizprobe.settings.blocks import Problem
from bizprobe.settings.need import SECTIONS, Thing, thing
from bizprobe.settings.references import names_in, no_such_block
from bizprobe.settings.settings import Dealer

_PROBES = "probes"
# Nobody asks these themselves: their probes tell how they are.
_TOLD_BY_PROBES = ("channels", "business_services")


def needs(dealer: Dealer) -> Mapping[Thing, Sequence[Thing]]:
    """What each block and probe needs at first hand."""
    return {
        Thing(section, name): [*map(thing, getattr(block, "depends_on", ())), *_named(block)]
        for section in (*SECTIONS, _PROBES)
        for name, block in getattr(dealer, section).items()
    }


def all_needs(dealer: Dealer) -> Mapping[Thing, frozenset[Thing]]:
    """The same with what those need in turn."""
    first_hand = needs(dealer)
    found: dict[Thing, frozenset[Thing]] = {}
    for one in TopologicalSorter(first_hand).static_order():
        direct = first_hand.get(one, ())
        found[one] = frozenset(direct).union(*(found[needed] for needed in direct))
    return found


def unknown_needs(written: Mapping[str, Any], dealer: str) -> Iterator[Problem]:
    """The entries of depends_on that name what does not stand in the file. `written` is all of a dealer."""
    for section in SECTIONS:
        for name, block in _mapping(written.get(section)).items():
            entries = _mapping(block).get("depends_on")
            for number, entry in enumerate(entries if isinstance(entries, list) else ()):
                needed = thing(str(entry))
                names = list(_mapping(written.get(needed.section)))
                if needed.section in SECTIONS and needed.name and needed.name not in names:
                    words = no_such_block(needed.section, needed.name, names, dealer)
                    yield Problem((section, name, "depends_on", number), words)


def circles(dealer: Dealer) -> Iterator[Problem]:
    """The first circle, at the entry of depends_on that closes it."""
    circle = _circle(needs(dealer))
    for place, (one, needed) in enumerate(pairwise(circle)):
        declared = getattr(getattr(dealer, one.section)[one.name], "depends_on", [])
        if str(needed) in declared:
            path = [*circle[place:-1], *circle[:place], one]
            words = f"a circle: {' -> '.join(map(str, path))}; nothing can depend on itself"
            yield Problem((*one, "depends_on", declared.index(str(needed))), words)
            return


def _circle(first_hand: Mapping[Thing, Sequence[Thing]]) -> Sequence[Thing]:
    """Things each of which needs the next, the first again at the end; empty where there are none.

    A channel or a business service needs its probes as well, to be known, and so all that they need
    beside it: two that keep each other's probes quiet would both stay untold.
    """
    graph: dict[tuple[Thing, bool], set[tuple[Thing, bool]]] = {}
    for one, needed in first_hand.items():
        if one.section == _PROBES:
            graph[one, True] = {(other, other.section not in _TOLD_BY_PROBES) for other in needed}
            for other in needed:
                if other.section in _TOLD_BY_PROBES:
                    graph.setdefault((other, True), set()).add((one, True))
        else:
            for told in (True, False):
                graph.setdefault((one, told), set()).update((other, True) for other in needed)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [one for one, _ in reversed(error.args[1])]
    return []


def _named(block: Any) -> Iterator[Thing]:
    return (Thing(section, name) for section, name in names_in(block) if section in SECTIONS)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
