"""Rows of the same goods, which come one after the other."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bizprobe.errors import IncompleteError
from bizprobe.systems.odata_1c.address import NO_REFERENCE
from bizprobe.systems.odata_1c.reader import Row, text_of


@dataclass(frozen=True, slots=True)
class Group:
    """All rows of the same goods, or of the same characteristic of them."""

    item: str
    variant: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Grouping:
    """By which references rows belong together. Without `variant`, characteristics do not matter."""

    item: str
    variant: str = ""

    async def groups(self, pages: AsyncIterator[Sequence[Row]]) -> AsyncIterator[Sequence[Group]]:
        """What a page completes; one group waits for the next page. Raises IncompleteError."""
        seen: set[tuple[str, str]] = set()
        last: list[Group] = []
        async for rows in pages:
            for row in rows:
                item, variant = text_of(row, self.item), self._variant(row)
                if last and (last[-1].item, last[-1].variant) == (item, variant):
                    last[-1].rows.append(row)
                    continue
                if (item, variant) in seen:
                    # An answer that ignores $orderby or $skip would be added up wrong.
                    raise IncompleteError(
                        f"the rows of the goods {item} come apart: they have no stable order"
                    )
                seen.add((item, variant))
                last.append(Group(item, variant, [row]))
            yield last[:-1]
            del last[:-1]
        yield last

    def _variant(self, row: Row) -> str:
        return text_of(row, self.variant) if self.variant else NO_REFERENCE
