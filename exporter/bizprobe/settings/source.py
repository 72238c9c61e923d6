"""A YAML file as plain data that remembers where each value stood."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bizprobe.errors import ConfigError, ConfigFault

KeyPath = tuple[str | int, ...]

# Aliases of aliases can make a small file huge; no honest configuration comes near this many values.
_MAX_VALUES = 500_000
_MAX_MERGES = 20
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file, counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Source:
    """The data of one file. `keys` and `values` hold the places of keys and values by their path."""

    file: str
    data: Any = None
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    faults: list[ConfigFault] = field(default_factory=list)

    def fault(self, path: KeyPath, message: str, *, at_key: bool = False) -> ConfigFault:
        """A fault at the value of `path`, or at its key; failing both, at the nearest block around."""
        own = self.keys.get(path) if at_key else self.values.get(path)
        mark = own or next(self._around(path), Mark(1, 1))
        return ConfigFault(self.file, mark.line, mark.column, dotted(path), message)

    def _around(self, path: KeyPath) -> Iterator[Mark]:
        for length in range(len(path), -1, -1):
            mark = self.keys.get(path[:length]) or self.values.get(path[:length])
            if mark is not None:
                yield mark


def dotted(path: KeyPath) -> str:
    """A path as people write it: `dealers.apteka.channels.ozon`, `steps[2].url`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_source(path: Path) -> Source:
    """Reads and parses a file. Raises ConfigError where it cannot be read or is no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError([ConfigFault(str(path), 0, 0, "", "the file is not UTF-8 text")]) from None
    except OSError as error:
        raise ConfigError([ConfigFault(str(path), 0, 0, "", f"cannot be read: {error.strerror}")]) from None
    return parse_source(text, str(path))


def parse_source(text: str, file: str) -> Source:
    """Parses the text of a file. Raises ConfigError where it is no YAML; see `faults` for the rest."""
    source = Source(file)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ConfigError([_syntax_fault(error, file)]) from None
    if node is not None:
        source.data = _Builder(source).build(node, ())
    return source


def _syntax_fault(error: yaml.YAMLError, file: str) -> ConfigFault:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        return ConfigFault(file, mark.line + 1, mark.column + 1, "", f"not YAML: {words}")
    return ConfigFault(file, 1, 1, "", f"not YAML: {' '.join(str(error).split())}")


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values: `off` and `no` are words, `22:00` is no number, `0557722` keeps its zero."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)\Z"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?\Z"),
    list("-+0123456789"),
)
_Loader.add_implicit_resolver(_MERGE, re.compile(r"<<\Z"), ["<"])

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


class _Builder:
    """Turns nodes into plain data and notes where each stood."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._left = _MAX_VALUES
        self._open: set[int] = set()

    def build(self, node: Node, path: KeyPath) -> Any:
        self._source.values[path] = _mark(node)
        self._left -= 1
        if self._left < 0 or id(node) in self._open:
            words = "an alias contains itself" if id(node) in self._open else "too many values"
            raise ConfigError([self._source.fault(path, words)])
        self._open.add(id(node))
        try:
            return self._value(node, path)
        finally:
            self._open.discard(id(node))

    def _value(self, node: Node, path: KeyPath) -> Any:
        if isinstance(node, MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self._mapping(node, path)
        if isinstance(node, SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        convert = _SCALARS.get(node.tag)
        if convert is None:
            self._fault(path, f"the tag {node.tag} is not allowed")
            return None
        return convert(node.value)

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node, inherited in self._pairs(node, path):
            inner = (*path, key_node.value)
            if key_node.value not in built:
                self._source.keys[inner] = _mark(key_node)
                built[key_node.value] = self.build(value_node, inner)
            elif not inherited:
                first = self._source.keys[inner].line
                self._source.keys[inner] = _mark(key_node)
                self._fault(inner, f"this key stands twice; first in line {first}", at_key=True)
        return built

    def _pairs(
        self, node: MappingNode, path: KeyPath, depth: int = 0
    ) -> Iterator[tuple[ScalarNode, Node, bool]]:
        """The pairs of a mapping, its own before those that `<<` brings in."""
        bases: list[Node] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(path, "a key must be text")
            elif key_node.tag == _MERGE:
                bases += value_node.value if isinstance(value_node, SequenceNode) else [value_node]
            else:
                yield key_node, value_node, depth > 0
        for base in bases:
            if isinstance(base, MappingNode) and depth < _MAX_MERGES:
                yield from self._pairs(base, path, depth + 1)
            else:
                self._fault(path, "<< takes a mapping, or a list of mappings, that does not contain itself")

    def _fault(self, path: KeyPath, message: str, *, at_key: bool = False) -> None:
        self._source.faults.append(self._source.fault(path, message, at_key=at_key))


def _mark(node: Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
