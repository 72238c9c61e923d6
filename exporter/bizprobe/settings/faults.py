"""pydantic's errors in words: what is wrong, what would be right, and the nearest name."""

import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bizprobe.errors import ConfigFault
from bizprobe.settings.source import KeyPath, Source


def nearest(word: object, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or nothing where no allowed name is near."""
    match = get_close_matches(str(word), list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{match[0]}'?" if match else ""


def one_of(allowed: Iterable[str]) -> str:
    """`one of a, b, c`, or the only one."""
    names = list(allowed)
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def translate(
    error: ValidationError, model: type[BaseModel], source: Source, base: KeyPath
) -> list[ConfigFault]:
    """Every fault of a block of `model` that stands at `base`."""
    return [_fault(details, model, source, base) for details in error.errors(include_url=False)]


def _fault(details: ErrorDetails, model: type[BaseModel], source: Source, base: KeyPath) -> ConfigFault:
    loc = details["loc"]
    path = base + _real_path(loc, source.data, base)
    kind = details["type"]
    if kind == "extra_forbidden":
        allowed = sorted(_allowed_keys(model, loc[:-1]))
        near = nearest(loc[-1], allowed) or ";"
        return source.fault(path, f"unknown key{near} allowed here: {', '.join(allowed)}", at_key=True)
    if kind == "missing":
        return source.fault(path, "this key is missing")
    if loc and loc[-1] == "[key]":
        return source.fault(path, _message(details), at_key=True)
    return source.fault(path, _message(details))


def _real_path(loc: Sequence[str | int], data: Any, base: KeyPath) -> KeyPath:
    """The part of pydantic's `loc` that exists in the file: without the tags of unions and `[key]`."""
    here = data
    for part in base:
        here = here[part]
    path: list[str | int] = []
    for index, part in enumerate(loc):
        inside = isinstance(here, dict) and part in here
        inside = inside or (isinstance(here, list) and isinstance(part, int) and part < len(here))
        if inside:
            here = here[part]
            path.append(part)
        elif index == len(loc) - 1 and isinstance(here, dict) and part != "[key]":
            path.append(part)
    return tuple(path)


def _message(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    wording = _WORDINGS.get(details["type"])
    if wording is not None:
        return wording(details["input"], context)
    if details["type"] in {"value_error", "assertion_error"}:
        return str(context["error"])
    return details["msg"].replace("Input should be", "expected")


def _choice(value: Any, context: dict[str, Any]) -> str:
    allowed = [part.strip("' ") for part in context["expected"].replace(" or ", ", ").split(", ")]
    return f"expected {one_of(allowed)}; got {_shown(value)}{nearest(value, allowed)}"


def _tag(value: Any, context: dict[str, Any]) -> str:
    allowed = [part.strip("' ") for part in context["expected_tags"].split(", ")]
    key, tag = context["discriminator"].strip("'"), context["tag"]
    return f"{key}: expected {one_of(allowed)}; got '{tag}'{nearest(tag, allowed)}"


def _text(value: Any, context: dict[str, Any]) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'expected text; put the number in quotes: "{value}"'
    return f"expected text; got {_shown(value)}"


def _expected(what: str) -> Callable[[Any, dict[str, Any]], str]:
    return lambda value, context: f"expected {what.format(**context)}; got {_shown(value)}"


def _shown(value: Any) -> str:
    """What stood there, as far as it can be shown: text is cut, blocks are named."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value if len(str(value)) <= 60 else f"{str(value)[:57]}...")


_WORDINGS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _tag,
    "union_tag_not_found": lambda value, context: f"the key {context['discriminator']} is missing",
    "string_type": _text,
    "bool_type": _expected("true or false"),
    "int_type": _expected("a whole number"),
    "int_from_float": _expected("a whole number"),
    "float_type": _expected("a number"),
    "dict_type": _expected("a mapping"),
    "model_type": _expected("a mapping"),
    "list_type": _expected("a list"),
    "tuple_type": _expected("a list"),
    "greater_than_equal": _expected("at least {ge}"),
    "greater_than": _expected("more than {gt}"),
    "less_than_equal": _expected("at most {le}"),
    "less_than": _expected("less than {lt}"),
    "string_too_short": _expected("text of at least {min_length} characters"),
    "string_too_long": _expected("text of at most {max_length} characters"),
    "string_pattern_mismatch": _expected("text that matches {pattern}"),
    "too_short": lambda value, context: f"expected entries, at least {context['min_length']}; got none",
}


def _allowed_keys(model: type[BaseModel], loc: Sequence[str | int]) -> set[str]:
    places: list[Any] = [model]
    for part in loc:
        places = [inner for place in places for inner in _step(place, part)]
    return {name for place in places for name in _fields(place)}


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    """The types that stand under `part` of an annotation; the tag of a union chooses one of its models."""
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            if part in option.model_fields:
                yield from _options(option.model_fields[str(part)].annotation)
            elif _is_tagged(option, part):
                yield option
        elif get_origin(option) is dict:
            yield from _options(get_args(option)[1])
        elif get_origin(option) in {list, tuple}:
            yield from _options(get_args(option)[0])


def _options(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for inner in get_args(annotation):
            yield from _options(inner)
    elif annotation is not types.NoneType:
        yield annotation


def _is_tagged(model: type[BaseModel], tag: str | int) -> bool:
    kind = model.model_fields.get("kind")
    words = get_args(kind.annotation) if kind and get_origin(kind.annotation) is Literal else ()
    return tag in {word.value if isinstance(word, Enum) else word for word in words}


def _fields(annotation: Any) -> Iterator[str]:
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            yield from option.model_fields
