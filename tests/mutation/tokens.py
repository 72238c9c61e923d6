"""Where an expression can be wrong in one place, and what could stand there instead."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+)([smhdw])")
_TOKEN = re.compile(
    r"""
      (?P<string>"(?:\\.|[^"\\])*")
    | (?P<matcher>=~|!~|!=|=)(?=")
    | \[(?P<window>\d+[smhdw])(?::[^]]*)?\]
    | \boffset\s+(?P<offset>\d+[smhdw])
    | \b(?:by|without|on|ignoring|group_left|group_right)\s*\((?P<labels>[^)]*)\)
    | (?P<comparison>[=!<>]=|[<>])
    | \b(?P<word>and|or|unless)\b
    | \b(?P<function>max|min|sum|topk|bottomk|(?:max|min)_over_time|clamp_(?:max|min))(?=\s*[bw(])
    | [a-zA-Z_:][\w:]*
    | (?P<number>\d+(?:\.\d+)?(?:e\d+)?)
    """,
    re.VERBOSE,
)
_INSTEAD: Mapping[str, Sequence[str]] = {
    ">": (">=", "<"),
    "<": ("<=", ">"),
    ">=": (">", "<"),
    "<=": ("<", ">"),
    "==": ("!=",),
    "!=": ("==",),
    "and": ("unless",),
    "unless": ("and",),
    "or": ("unless",),
    "max": ("min",),
    "min": ("max",),
    "sum": ("max",),
    "topk": ("bottomk",),
    "bottomk": ("topk",),
    "max_over_time": ("min_over_time",),
    "min_over_time": ("max_over_time",),
    "clamp_min": ("clamp_max",),
    "clamp_max": ("clamp_min",),
}
_OTHER_MATCHER = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}


@dataclass(frozen=True, slots=True)
class Edit:
    """At `start`, `new` in place of `old`."""

    start: int
    old: str
    new: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.start + len(self.old) :]


def edits(expr: str) -> Iterator[Edit]:
    """Every edit of an expression: operators, numbers, windows, matchers, functions, and labels left out."""
    for token in _TOKEN.finditer(expr):
        kind = token.lastgroup or ""
        if kind in _EDITS:
            yield from (Edit(token.start(kind), token[kind], new) for new in _EDITS[kind](token[kind]))


def longer(duration: str, times: float) -> str:
    """A duration that is so many times as long."""
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in _DURATION.findall(duration))
    return f"{seconds * times:.0f}s"


def _number(old: str) -> Iterator[str]:
    yield f"{float(old) * 2:g}" if float(old) else "1"


def _labels(old: str) -> Iterator[str]:
    labels = old.split(",") if old.strip() else []
    return (",".join([*labels[:at], *labels[at + 1 :]]) for at in range(len(labels)))


_EDITS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "matcher": lambda old: iter([_OTHER_MATCHER[old]]),
    "window": lambda old: (longer(old, times) for times in (0.5, 2)),
    "offset": lambda old: iter([longer(old, 2)]),
    "labels": _labels,
    "comparison": lambda old: iter(_INSTEAD[old]),
    "function": lambda old: iter(_INSTEAD[old]),
    "word": lambda old: iter(_INSTEAD[old]),
    "number": _number,
}
