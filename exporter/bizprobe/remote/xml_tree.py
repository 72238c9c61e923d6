"""An XML document as the tree that JSON would give, so that one language of selectors serves both."""

from collections.abc import Iterable
from typing import Any

from bizprobe.errors import BadAnswerError
from bizprobe.remote.xml_parser import XmlHandlers, XmlParser

_DEEPEST = 64

Path = tuple[str, ...]


class XmlTree:
    """Gathers a tree while the parser reads.

    An element becomes the text in it; one with attributes or elements an object with these as keys, and
    its own text under `text`. Prefixes of name spaces are dropped. What stands more than once becomes a
    list, and so do `lists`, paths from the root, however often they stand: also once, or never in a
    parent that is there.
    """

    def __init__(self, lists: Iterable[Path] = ()) -> None:
        """Paths have two names or more: a root stands once."""
        self._lists = frozenset(lists)
        self._path: list[str] = []
        self._open: list[dict[str, Any]] = [{}]
        self._texts: list[list[str]] = [[]]
        handlers = XmlHandlers(self._start, self._end, self._text)
        self._parser = XmlParser("the answer", handlers, doctype=False)

    def feed(self, chunk: bytes) -> None:
        """Raises BadAnswerError, IncompleteError."""
        self._parser.parse(chunk, last=False)

    def close(self) -> dict[str, Any]:
        """The tree, with the root's name as its only key. Raises BadAnswerError, IncompleteError."""
        self._parser.parse(b"", last=True)
        return self._open[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(_local(name))
        if len(self._path) > _DEEPEST:
            raise BadAnswerError(f"the answer has more than {_DEEPEST} elements inside each other")
        content: dict[str, Any] = {}
        here = tuple(self._path)
        for path in self._lists:
            if path[:-1] == here:
                content[path[-1]] = []
        for key, value in attributes.items():
            if not key.startswith("xmlns"):
                _add(content, _local(key), value)
        self._open.append(content)
        self._texts.append([])

    def _end(self, name: str) -> None:
        content, text = self._open.pop(), "".join(self._texts.pop()).strip()
        if content and text:
            _add(content, "text", text)
        here = tuple(self._path)
        value = content or text
        if here in self._lists:
            self._open[-1][here[-1]].append(value)
        else:
            _add(self._open[-1], here[-1], value)
        self._path.pop()

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _add(content: dict[str, Any], key: str, value: Any) -> None:
    if key not in content:
        content[key] = value
    elif isinstance(content[key], list):
        content[key].append(value)
    else:
        content[key] = [content[key], value]
