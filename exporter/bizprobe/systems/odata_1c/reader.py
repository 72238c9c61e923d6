"""Reads a resource of 1C's OData page by page."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from bizprobe.errors import BadAnswerError
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, ask_signed
from bizprobe.remote.paging import OffsetPaging
from bizprobe.remote.read import PagedRead, Taken
from bizprobe.remote.request import Request
from bizprobe.remote.template import Position
from bizprobe.systems.odata_1c.address import address
from bizprobe.systems.odata_1c.failures import explain

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is read: `fields` of the rows of a resource, those that `filter` lets pass, in a stable order."""

    resource: str
    fields: Sequence[str]
    order: Sequence[str]
    filter: str = ""

    def options(self, position: Position) -> dict[str, str]:
        """The options of the question for one page."""
        links = sorted({field.partition("/")[0] for field in self.fields if "/" in field})
        options = {
            "$format": "json",
            "$select": ",".join(self.fields),
            "$expand": ",".join(links),
            "$filter": self.filter,
            "$orderby": ",".join(self.order),
            "$top": str(position.size),
            "$skip": str(position.offset),
            "$inlinecount": "allpages",
        }
        return {name: value for name, value in options.items() if value}


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks one infobase."""

    base_url: str
    account: Account
    signer: Signer
    page: int

    async def rows(self, selection: Selection) -> AsyncIterator[Sequence[Row]]:
        """The rows, a page at a time. Raises RemoteError, also where the read is not whole."""

        async def ask(position: Position) -> Any:
            url = address(self.base_url, selection.resource, selection.options(position))
            return await ask_signed(self.account, self.signer, Request("GET", url, explain=explain))

        # Rows of a register have no key of their own: only their number can be held against the total.
        numbers = count()

        async def take(payload: Any) -> Taken[Sequence[Row]]:
            rows = payload.get("value") if isinstance(payload, dict) else None
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise BadAnswerError("value is no list of rows")
            return Taken(rows, [str(next(numbers)) for _ in rows], _total(payload), payload)

        paging = OffsetPaging(kind="offset", size=self.page)
        read = PagedRead(ask, take, paging, self.account.limits.max_pages)
        async for taken in read.pages():
            yield taken.rows


def field_of(row: Row, path: str) -> Any:
    """What stands in a field, or in a field of what it refers to. Raises BadAnswerError."""
    found: Any = row
    for name in path.split("/"):
        if not isinstance(found, dict) or name not in found:
            raise BadAnswerError(f"a row has no field {path}")
        found = found[name]
    return found


def text_of(row: Row, path: str) -> str:
    """A text, without the spaces that fill up fields of fixed length. Raises BadAnswerError."""
    found = field_of(row, path)
    if not isinstance(found, str):
        raise BadAnswerError(f"{path} is no text")
    return found.strip()


def _total(payload: dict[str, Any]) -> int | None:
    """What 1C counts: some of its tables leave that out."""
    total = payload.get("odata.count")
    if total is None:
        return None
    if isinstance(total, bool) or not str(total).isdecimal():
        raise BadAnswerError("odata.count is no whole number")
    return int(total)
