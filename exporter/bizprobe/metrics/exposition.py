"""Samples as lines of the Prometheus text format, and what stands around them.

Both formats share the sample lines; only family headers and the end differ.
"""

from enum import StrEnum
from functools import cache

from prometheus_client.utils import floatToGoString

from bizprobe.metrics.family import Family, Kind, Sample

_ENDINGS = {Kind.COUNTER: "_total", Kind.INFO: "_info"}


class Format(StrEnum):
    """The two formats that scrapers ask for. The values are content types."""

    TEXT = "text/plain; version=0.0.4; charset=utf-8"
    OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def sample_line(sample: Sample) -> str:
    """The line of a sample, its labels sorted by name."""
    family = sample.family
    template = _template(family.name, family.labels, sample.suffix)
    return template.format(*map(_quoted, sample.labels), number(sample.value), sample.le)


def number(value: float) -> str:
    """A number as the formats want it: `1.0`, `1.7637648015e+09`, `+Inf`, `NaN`."""
    value = float(value)
    if -1e6 < value < 1e6:  # where Python's own way is the same, and four times as fast
        return repr(value)
    text: str = floatToGoString(value)  # type: ignore[no-untyped-call]
    return text


def family_header(family: Family, wanted: Format) -> bytes:
    """HELP and TYPE of a family."""
    if wanted is Format.OPENMETRICS:
        name, text = family.name.removesuffix(_ENDINGS.get(family.kind, "")), _quoted(family.help)
        kind = family.kind
    else:
        name, text = family.name, _on_one_line(family.help)
        kind = Kind.GAUGE if family.kind is Kind.INFO else family.kind
    return f"# HELP {name} {text}\n# TYPE {name} {kind}\n".encode()


def ending(wanted: Format) -> bytes:
    """What stands after the last family."""
    return b"# EOF\n" if wanted is Format.OPENMETRICS else b""


@cache
def _template(name: str, labels: tuple[str, ...], suffix: str) -> str:
    """A line to be formatted with the values of the labels, the number and `le`."""
    places = {label: index for index, label in enumerate(labels)}
    if suffix == "_bucket":
        places["le"] = len(labels) + 1
    pairs = ",".join(f'{label}="{{{places[label]}}}"' for label in sorted(places))
    return f"{name}{suffix}" + (f"{{{{{pairs}}}}}" if pairs else "") + f" {{{len(labels)}}}\n"


def _on_one_line(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _on_one_line(text).replace('"', r"\"")
