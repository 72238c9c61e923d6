"""JMESPath: where in an answer something stands."""

import re
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from bizprobe.errors import BadAnswerError

_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


class Selector:
    """A compiled JMESPath expression. Equal texts are equal selectors."""

    __slots__ = ("_expression", "_names", "text")

    def __init__(self, text: str) -> None:
        """Raises ValueError."""
        self.text = text
        # Names and points are most of what is written, and asked of each of thousands of rows.
        self._names = text.split(".") if _NAMES.fullmatch(text) else None
        try:
            self._expression = jmespath.compile(text)
        except JMESPathError:
            raise ValueError(f"'{text}' is no JMESPath expression; see https://jmespath.org") from None

    @classmethod
    def parse(cls, value: Any) -> "Selector":
        """Raises ValueError."""
        if isinstance(value, Selector):
            return value
        if not isinstance(value, str):
            raise ValueError("expected a JMESPath expression such as orders or paging.next")
        return cls(value)

    def __call__(self, data: Any) -> Any:
        """What stands there, or None. Raises BadAnswerError where a function cannot work on what it got."""
        if self._names is not None:
            for name in self._names:
                data = data.get(name) if isinstance(data, dict) else None
            return data
        try:
            return self._expression.search(data)
        except JMESPathError:
            raise BadAnswerError(f"{self.text} cannot be evaluated on the answer") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Selector({self.text!r})"


SelectorField = Annotated[
    Selector,
    PlainValidator(Selector.parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "minLength": 1, "description": "a JMESPath expression"}),
]
