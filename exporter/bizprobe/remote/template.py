"""Texts of a request with places in them: `{since}`, `{cursor}`, `{page}`, `{ids}`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from bizprobe.remote.moment import TimeFormat

PLACES = ("since", "now", "channel", "page", "offset", "size", "cursor", "ids")

_TIMES = ("since", "now")

Value = str | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Position:
    """Which page of a read a request asks for."""

    page: int | None = None
    offset: int | None = None
    size: int | None = None
    cursor: str | int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What stands at the places of one request."""

    position: Position
    channel: str
    zone: ZoneInfo
    since: datetime | None = None
    now: datetime | None = None
    ids: Sequence[str] | None = None

    def value(self, place: str, spec: str) -> Value:
        if place in _TIMES:
            moment: datetime | None = getattr(self, place)
            return None if moment is None else TimeFormat(spec or "iso").write(moment, self.zone)
        if place == "channel":
            return self.channel
        if place == "ids":
            return None if self.ids is None else list(self.ids)
        value: Value = getattr(self.position, place)
        return value


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places. `parts` are the literals, each with the place and the format that follow it."""

    source: str | int
    parts: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, value: Any) -> "Template":
        """Raises ValueError, which names the places that exist."""
        if isinstance(value, Template):
            return value
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError("expected text or a whole number")
        return cls(value, tuple(_parts(str(value))))

    @property
    def places(self) -> frozenset[str]:
        return frozenset(place for _, place, _ in self.parts if place)

    def render(self, question: Question) -> Value:
        """A text; a place that stands alone keeps its own type, and gives None where it is empty."""
        if len(self.parts) == 1 and not self.parts[0][0] and self.parts[0][1]:
            _, place, spec = self.parts[0]
            return question.value(place, spec)
        return "".join(text for text, _ in self.pieces(question))

    def pieces(self, question: Question) -> Iterator[tuple[str, bool]]:
        """The texts in their order, each with whether it was filled in."""
        for literal, place, spec in self.parts:
            yield literal, False
            value = question.value(place, spec) if place else None
            yield as_text(value), True


TemplateField = Annotated[
    Template,
    PlainValidator(Template.parse),
    PlainSerializer(lambda template: template.source),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["{since}", "{cursor}", 100]}),
]


@dataclass(frozen=True)
class Tree:
    """A JSON value whose texts are templates."""

    root: Any

    @classmethod
    def parse(cls, value: Any) -> "Tree":
        """Raises ValueError."""
        return value if isinstance(value, Tree) else cls(_grow(value))

    @property
    def places(self) -> frozenset[str]:
        return frozenset().union(*(template.places for template in _templates(self.root)))

    def render(self, question: Question) -> Any:
        """JSON; a key whose place is empty is left out."""
        return _render(self.root, question)

    @property
    def source(self) -> Any:
        return _source(self.root)


TreeField = Annotated[
    Tree, PlainValidator(Tree.parse), PlainSerializer(lambda tree: tree.source), WithJsonSchema({})
]


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(f"'{text}' has a brace without its pair; write {{{{ for a brace itself") from None
    for literal, place, spec, conversion in pieces:
        if place is not None and (place not in PLACES or conversion):
            raise ValueError(f"'{{{place}}}' is not known here; there is {_listed(PLACES)}")
        if spec and place in _TIMES:
            TimeFormat.parse(spec)
        elif spec:
            raise ValueError(f"'{{{place}}}' takes no format")
        yield literal, place or "", spec or ""


def as_text(value: Value) -> str:
    """The value where only text can stand; several of them with commas between."""
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)


def _listed(places: tuple[str, ...]) -> str:
    return ", ".join(f"{{{place}}}" for place in places)


def _grow(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _grow(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_grow(inner) for inner in value]
    return Template.parse(value) if isinstance(value, str) else value


def _templates(tree: Any) -> Iterator[Template]:
    if isinstance(tree, Template):
        yield tree
    for inner in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _templates(inner)


def _render(tree: Any, question: Question) -> Any:
    if isinstance(tree, Template):
        return tree.render(question)
    if isinstance(tree, list):
        return [_render(inner, question) for inner in tree]
    if not isinstance(tree, dict):
        return tree
    rendered = ((key, inner, _render(inner, question)) for key, inner in tree.items())
    return {key: value for key, inner, value in rendered if value is not None or inner is None}


def _source(tree: Any) -> Any:
    if isinstance(tree, Template):
        return tree.source
    if isinstance(tree, dict):
        return {key: _source(inner) for key, inner in tree.items()}
    return [_source(inner) for inner in tree] if isinstance(tree, list) else tree
