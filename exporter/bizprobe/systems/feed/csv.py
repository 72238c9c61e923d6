"""Rows out of a CSV file whose first line names the columns."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import TextIOWrapper
from typing import BinaryIO

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.systems.feed.yml import Row

_CUT = "unexpected end of data"


def csv_rows(file: BinaryIO, wanted: frozenset[str], encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows in their order, each with the line that it ends in and the `wanted` columns.

    Raises BadAnswerError, IncompleteError.
    """
    text = TextIOWrapper(file, "utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    lines = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        header = next(lines, [])
        places = _places(header, wanted)
        for row in lines:
            if row:
                yield lines.line_num, _fields(row, places, len(header), lines.line_num)
    except UnicodeDecodeError:
        raise BadAnswerError(f"after line {lines.line_num}: the feed is not written in {encoding}") from None
    except csv.Error as error:
        kind = IncompleteError if _CUT in str(error) else BadAnswerError
        raise kind(f"line {lines.line_num}: not CSV: {error}") from None
    finally:
        text.detach()


def _places(header: Sequence[str], wanted: frozenset[str]) -> dict[str, int]:
    names = [name.strip() for name in header]
    for name in sorted(wanted):
        if name not in names:
            raise BadAnswerError(f"the feed has no column '{name}'; delimiter or encoding may be others")
        if names.count(name) > 1:
            raise BadAnswerError(f"the feed has more than one column '{name}'")
    return {name: names.index(name) for name in wanted}


def _fields(row: Sequence[str], places: Mapping[str, int], width: int, line: int) -> dict[str, str]:
    if len(row) != width:
        raise BadAnswerError(f"line {line}: there are {len(row)} fields, and {width} columns")
    return {name: row[place] for name, place in places.items()}
