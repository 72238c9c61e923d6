"""A request to a remote side and its answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bizprobe.errors import AnswerError, BadAnswerError

Refusal = tuple[type[AnswerError], str]
"""What a refusal means, and the same in words for people: never what was sent or received."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `json` is sent as a JSON body, `form` as a form; at most one of them.

    `group` names the budget that it takes `cost` tokens from. An answer to the same request that is not
    older than `share` seconds serves as well. `explain` tells from the body of a refusal what it means,
    where its status alone does not.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    group: str = ""
    cost: int = 1
    share: float = 0.0
    explain: Callable[[bytes], Refusal | None] | None = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """Method and path, for people: what stands behind the question mark may be a secret."""
        return f"{self.method} {urlsplit(self.url).path or '/'}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, numbers with a point as text (`parse_float=str`): money is never a float.

        Raises BadAnswerError.
        """
        try:
            return json_tree(self.body)
        except BadAnswerError as error:
            raise BadAnswerError(str(error), status=self.status) from None


def json_tree(body: bytes) -> Any:
    """JSON with its numbers with a point as text. Raises BadAnswerError."""
    try:
        return json.loads(body, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadAnswerError("the answer is not JSON") from None


def _refuse(constant: str) -> None:
    """NaN and Infinity are no JSON, although Python reads them."""
    raise ValueError(constant)
