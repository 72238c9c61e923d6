"""The latest samples of everybody who has some: rendered when they arrive, joined when asked for."""

from collections.abc import Iterable, Iterator, Sequence, Set

from bizprobe.metrics.exposition import Format, family_header, sample_line
from bizprobe.metrics.families import FAMILIES
from bizprobe.metrics.family import Family, Kind, Sample

_SUFFIXES = {Kind.HISTOGRAM: ("_bucket", "_sum", "_count")}


class Board:
    """Blocks of rendered lines, one for each family and owner. Belongs to the thread of the event loop.

    Families stand in the order in which they are declared, undeclared ones after them as they arrive.
    An owner keeps the place that it took when it first had samples of a family.
    """

    def __init__(self, families: Sequence[Family] = FAMILIES) -> None:
        self._families = {family.name: family for family in families}
        self._blocks: dict[str, dict[str, bytes]] = {family.name: {} for family in families}

    def put(self, owner: str, samples: Iterable[Sample]) -> None:
        """Shows these samples and nothing else for `owner`."""
        arrived: dict[str, list[str]] = {}
        for sample in samples:
            self._families.setdefault(sample.family.name, sample.family)
            self._blocks.setdefault(sample.family.name, {})
            arrived.setdefault(sample.family.name, []).append(sample_line(sample))
        for name, blocks in self._blocks.items():
            if owner in blocks and name not in arrived:
                blocks[owner] = b""
        for name, lines in arrived.items():
            # A lone surrogate in a label must not cost the scrape.
            self._blocks[name][owner] = "".join(lines).encode(errors="replace")

    def drop(self, owner: str) -> None:
        """Shows nothing for `owner` any more."""
        for blocks in self._blocks.values():
            blocks.pop(owner, None)

    def chunks(self, wanted: Format, names: Set[str] = frozenset()) -> Iterator[bytes]:
        """A chunk for each family that has samples, or only for the families with a series in `names`.

        Holds what is on the board at the moment of the call; may be read in another thread.
        """
        held = [
            [family_header(family, wanted), *self._blocks[name].values()]
            for name, family in self._families.items()
            if not names or names & _series_names(family)
        ]
        return (b"".join(pieces) for pieces in held if any(pieces[1:]))


def _series_names(family: Family) -> set[str]:
    return {family.name, *(family.name + suffix for suffix in _SUFFIXES.get(family.kind, ()))}
