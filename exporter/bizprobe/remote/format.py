"""How an answer or a file is written: JSON, XML or CSV, all of them read into the tree that JSON gives."""

import csv
from io import StringIO
from typing import Annotated, Any, Literal

from anyio.lowlevel import checkpoint
from pydantic import AfterValidator, Field

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.remote.request import json_tree
from bizprobe.remote.xml_tree import XmlTree
from bizprobe.settings.model import Strict

_CHUNK = 2**16
_ROWS_AT_ONCE = 500


def _check_path(path: str) -> str:
    if len(steps := path.split("/")) < 2 or not all(steps):
        raise ValueError("expected the path of an element from the root, such as orders/order")
    return path


class JsonFormat(Strict):
    """JSON."""

    kind: Literal["json"] = "json"

    async def read(self, body: bytes) -> Any:
        """Raises BadAnswerError."""
        return json_tree(body)


class XmlFormat(Strict):
    """XML, in the encoding that it declares."""

    kind: Literal["xml"]
    lists: Annotated[list[Annotated[str, AfterValidator(_check_path)]], Field(default_factory=list)]
    """Elements that may stand more than once, as paths from the root, e.g. `orders/order`."""

    async def read(self, body: bytes) -> Any:
        """The root's name is the first key. Raises BadAnswerError, IncompleteError."""
        tree = XmlTree(tuple(path.split("/")) for path in self.lists)
        for start in range(0, len(body), _CHUNK):
            tree.feed(body[start : start + _CHUNK])
            await checkpoint()
        return tree.close()


class CsvFormat(Strict):
    """CSV, whose first line names the columns."""

    kind: Literal["csv"]
    encoding: Literal["utf-8", "windows-1251"] = "utf-8"
    """The encoding."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    """What stands between the fields."""

    async def read(self, body: bytes) -> Any:
        """A list of rows, each with the columns as keys. Raises BadAnswerError, IncompleteError."""
        lines = csv.reader(StringIO(self._text(body), newline=""), delimiter=self.delimiter, strict=True)
        rows: list[dict[str, str]] = []
        try:
            columns = _columns(next(lines, []))
            for line in lines:
                if len(line) not in (0, len(columns)):
                    raise BadAnswerError(
                        f"line {lines.line_num}: there are {len(line)} fields, and {len(columns)} columns"
                    )
                if line:
                    rows.append({name: field.strip() for name, field in zip(columns, line, strict=True)})
                if len(rows) % _ROWS_AT_ONCE == 0:
                    await checkpoint()
        except csv.Error as error:
            kind = IncompleteError if "unexpected end of data" in str(error) else BadAnswerError
            raise kind(f"line {lines.line_num}: not CSV: {error}") from None
        return rows

    def _text(self, body: bytes) -> str:
        try:
            return body.decode("utf-8-sig" if self.encoding == "utf-8" else self.encoding)
        except UnicodeDecodeError:
            raise BadAnswerError(f"it is not written in {self.encoding}") from None


AnyFormat = Annotated[JsonFormat | XmlFormat | CsvFormat, Field(discriminator="kind")]


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip() for name in header]
    if len(columns) < 2 or not all(columns) or len(set(columns)) < len(columns):
        raise BadAnswerError("the first line does not name two or more columns; delimiter may be another")
    return columns
