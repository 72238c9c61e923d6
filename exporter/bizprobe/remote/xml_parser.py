"""XML as it streams in, from sides that nobody trusts: no entities, no other files, no half documents."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from bizprobe.errors import BadAnswerError, IncompleteError

# What expat says of a document that ends too early.
_CUT = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    }
)


@dataclass(frozen=True, slots=True)
class XmlHandlers:
    """Who is told of what comes: the start of an element, its end, and text."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


class XmlParser:
    """Parses chunk by chunk. `what` names the document in errors; `doctype` says whether it may have one.

    The encoding is what the XML declaration says.
    """

    def __init__(self, what: str, handlers: XmlHandlers, *, doctype: bool) -> None:
        self._what = what
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = handlers.start
        self._parser.EndElementHandler = handlers.end
        self._parser.CharacterDataHandler = handlers.text
        self._parser.EntityDeclHandler = self._refuse_entity
        if not doctype:
            self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self._parser.CurrentLineNumber

    def parse(self, chunk: bytes, *, last: bool) -> None:
        """Raises BadAnswerError, IncompleteError."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            words = f"line {error.lineno}: {expat.ErrorString(error.code)}"
            if last and error.code in _CUT:
                raise IncompleteError(f"{self._what} is cut off: {words}") from None
            raise BadAnswerError(
                f"{self._what} is not XML in the encoding that it declares: {words}"
            ) from None
        except (LookupError, ValueError):
            raise BadAnswerError(f"{self._what} declares an encoding that cannot be read") from None

    def _refuse_entity(self, *_: object) -> NoReturn:
        raise BadAnswerError(f"{self._what} declares entities of its own, which is not accepted")

    def _refuse_doctype(self, *_: object) -> NoReturn:
        raise BadAnswerError(f"{self._what} has a document type of its own, which is not accepted")
