"""The comparison itself: rows come in slices, in any order, and only what does not match is kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from bizprobe.compare.mismatch import Mismatch
from bizprobe.errors import TooLargeError

Value = TypeVar("Value")
Weighed = TypeVar("Weighed", contravariant=True)


class Scale(Protocol[Weighed]):
    """Says what it means that two sides hold these values of an item, and raises BadAnswerError."""

    def both(self, key: str, ours: Weighed, theirs: Weighed) -> Mismatch | None:
        """Both know it; None where the values come to the same."""
        ...

    def only_ours(self, key: str, ours: Weighed) -> Mismatch:
        """The channel does not know it."""
        ...

    def only_theirs(self, key: str, theirs: Weighed) -> Mismatch | None:
        """The seller does not know it; None where that means nothing."""
        ...


class Comparison(Generic[Value]):
    """Holds the rows of a channel against `ours`, which is read whole.

    Keys are exact text. A key that comes twice, because data moved while it was paged, is one item; where
    its rows disagree, the one furthest from ours stands, whatever the order in which they came.
    """

    def __init__(self, ours: Mapping[str, Value], scale: Scale[Value], max_items: int) -> None:
        self._ours = ours
        self._scale = scale
        self._max_items = max_items
        self._unseen = set(ours)
        self._wrong: dict[str, Mismatch] = {}
        self._strange: dict[str, Mismatch | None] = {}

    @property
    def strangers(self) -> int:
        """How many items only the channel knows."""
        return len(self._strange)

    def add(self, keys: Sequence[str], values: Sequence[Value]) -> None:
        """Takes some thousand rows, column by column. Raises TooLargeError and BadAnswerError."""
        rows = zip(keys, map(self._ours.get, keys), values, strict=True)
        unequal = [(key, ours, theirs) for key, ours, theirs in rows if ours != theirs]
        self._unseen.difference_update(keys)
        both = self._scale.both
        for key, ours, theirs in unequal:
            if ours is None:
                self._add_stranger(key, theirs)
            elif (found := both(key, ours, theirs)) is not None:
                self._add_wrong(key, found)

    def mismatches(self) -> Iterator[Mismatch]:
        """Every item on which the sides do not agree, once the channel was read to its end."""
        yield from self._wrong.values()
        for key in self._unseen:
            yield self._scale.only_ours(key, self._ours[key])
        yield from filter(None, self._strange.values())

    def _add_wrong(self, key: str, found: Mismatch) -> None:
        before = self._wrong.get(key)
        if before is None or _worse(found, before):
            self._wrong[key] = found

    def _add_stranger(self, key: str, theirs: Value) -> None:
        found, before = self._scale.only_theirs(key, theirs), self._strange.get(key)
        if before is None or (found is not None and _worse(found, before)):
            self._strange[key] = found
        if len(self._strange) > self._max_items:
            raise TooLargeError(f"more than {self._max_items} items that only the channel knows (max_items)")


def _worse(one: Mismatch, other: Mismatch) -> bool:
    return (one.rank, one.theirs) < (other.rank, other.theirs)
