"""Offers out of a YML catalogue, the XML price list of Yandex Market that most shops can write."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from bizprobe.errors import BadAnswerError, TooLargeError
from bizprobe.remote.xml_parser import XmlHandlers, XmlParser

Row = tuple[int, Mapping[str, str]]
"""A line and the texts that stand there, by name."""

_CHUNK = 2**16
_LONGEST_FIELD = 1000
_OFFER = ["yml_catalog", "shop", "offers", "offer"]


def yml_offers(file: BinaryIO, wanted: frozenset[str]) -> Iterator[Row]:
    """The offers in their order, each with its line: attributes and the text of the `wanted` elements.

    The encoding is what the XML declaration says. Raises BadAnswerError, IncompleteError, TooLargeError.
    """
    offers = _Offers(wanted)
    while chunk := file.read(_CHUNK):
        offers.parse(chunk, last=False)
        yield from offers.taken()
    offers.parse(b"", last=True)
    yield from offers.taken()
    if not offers.seen:
        raise BadAnswerError("the feed has no yml_catalog/shop/offers")


class _Offers:
    """Gathers offers while the parser reads. The document type that most shops write is passed over."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.seen = False
        self._wanted = wanted
        self._path: list[str] = []
        self._line = 0
        self._offer: dict[str, str] = {}
        self._taken: list[Row] = []
        handlers = XmlHandlers(self._start, self._end, self._text)
        self._parser = XmlParser("the feed", handlers, doctype=True)

    def parse(self, chunk: bytes, *, last: bool) -> None:
        self._parser.parse(chunk, last=last)

    def taken(self) -> list[Row]:
        rows, self._taken = self._taken, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if self._path == _OFFER:
            self._line = self._parser.line
            self._offer = dict(attributes)
        elif self._path == _OFFER[:-1]:
            self.seen = True

    def _end(self, name: str) -> None:
        if self._path == _OFFER:
            self._taken.append((self._line, self._offer))
        self._path.pop()

    def _text(self, text: str) -> None:
        if len(self._path) != len(_OFFER) + 1 or self._path[-1] not in self._wanted:
            return
        if self._path[:-1] == _OFFER:
            field = self._offer.get(self._path[-1], "") + text
            if len(field) > _LONGEST_FIELD:
                raise TooLargeError(f"line {self._line}: {self._path[-1]} is longer than {_LONGEST_FIELD}")
            self._offer[self._path[-1]] = field
