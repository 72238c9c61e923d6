"""Held against prometheus-client: the same families through its encoders and back through its parsers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.openmetrics import exposition as client_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from bizprobe.metrics.board import Board
from bizprobe.metrics.exposition import Format, ending, family_header, number, sample_line
from bizprobe.metrics.family import Family, Kind, Sample

_WORDS = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ['a"b', "a\\b", "a\nb", "é{}"]
)
_VALUES = st.floats() | st.integers(-(10**17), 10**17).map(float)
_COUNTS = st.integers(0, 10**12).map(float)
_ENDINGS = {Kind.COUNTER: "_total", Kind.INFO: "_info"}


@st.composite
def _families(draw: st.DrawFn) -> list[tuple[Family, list[Sample]]]:
    names = draw(st.lists(_WORDS, min_size=1, max_size=5, unique=True))
    made = []
    for name in names:
        kind = draw(st.sampled_from(list(Kind)))
        labels = tuple(draw(st.lists(_WORDS.filter(lambda word: word != "le"), max_size=3, unique=True)))
        family = Family(f"bizprobe_{name}_x{_ENDINGS.get(kind, '')}", kind, draw(_TEXT), labels)
        sets = draw(st.lists(st.tuples(*(_TEXT for _ in labels)), min_size=1, max_size=4, unique=True))
        made.append((family, [sample for values in sets for sample in _samples(draw, family, values)]))
    return made


def _samples(draw: st.DrawFn, family: Family, labels: tuple[str, ...]) -> Iterator[Sample]:
    if family.kind is Kind.HISTOGRAM:
        count = draw(_COUNTS)
        yield Sample(family, labels, 0.0, "_bucket", "0.5")
        yield Sample(family, labels, count, "_bucket", "+Inf")
        yield Sample(family, labels, count, "_count")
        yield Sample(family, labels, draw(_COUNTS), "_sum")
    else:
        fixed = {Kind.INFO: st.just(1.0), Kind.COUNTER: _COUNTS}
        yield Sample(family, labels, draw(fixed.get(family.kind, _VALUES)))


@dataclass(eq=False)
class _Theirs(Collector):
    """The same families as prometheus-client holds them."""

    made: list[tuple[Family, list[Sample]]]

    def collect(self) -> Iterator[Metric]:
        for family, samples in self.made:
            base = family.name.removesuffix(_ENDINGS.get(family.kind, ""))
            metric = Metric(base, family.help, family.kind)
            for sample in samples:
                labels = dict(zip(family.labels, sample.labels, strict=True))
                if sample.le:
                    labels["le"] = sample.le
                metric.add_sample(family.name + sample.suffix, labels, sample.value)
            yield metric


def _ours(made: list[tuple[Family, list[Sample]]], wanted: Format) -> bytes:
    board = Board([family for family, _ in made])
    board.put("probe", [sample for _, samples in made for sample in samples])
    return b"".join(board.chunks(wanted)) + ending(wanted)


def _registry(made: list[tuple[Family, list[Sample]]]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Theirs(made))
    return registry


@given(_families())
def test_the_text_is_byte_for_byte_what_prometheus_client_writes(
    made: list[tuple[Family, list[Sample]]],
) -> None:
    assert _ours(made, Format.TEXT) == generate_latest(_registry(made))


@given(_families())
def test_openmetrics_is_byte_for_byte_what_prometheus_client_writes(
    made: list[tuple[Family, list[Sample]]],
) -> None:
    assert _ours(made, Format.OPENMETRICS) == client_openmetrics.generate_latest(_registry(made))


@given(_families())
def test_both_parsers_read_back_every_sample(made: list[tuple[Family, list[Sample]]]) -> None:
    collected = {
        (sample.name, tuple(sorted(sample.labels.items())), repr(sample.value))
        for metric in _Theirs(made).collect()
        for sample in metric.samples
    }
    for parse, wanted in ((parse_text, Format.TEXT), (parse_openmetrics, Format.OPENMETRICS)):
        families = list(parse(_ours(made, wanted).decode()))
        read = {
            (sample.name, tuple(sorted(sample.labels.items())), repr(sample.value))
            for family in families
            for sample in family.samples
        }
        assert read == collected
        assert len(families) == len(made)


@given(st.floats() | st.integers(-(10**20), 10**20))
def test_numbers_are_written_as_prometheus_client_writes_them(value: float) -> None:
    assert number(value) == floatToGoString(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, "1.0"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (999_999.5, "999999.5"),
        (1_000_000, "1e+06"),
        (1_763_764_801.5, "1.7637648015e+09"),
        (1e16, "1e+16"),
        (-1e6, "-1000000.0"),
        (5e-324, "5e-324"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_written_as_go_would(value: float, written: str) -> None:
    assert number(value) == written


def test_labels_are_sorted_and_escaped() -> None:
    family = Family("bizprobe_x", Kind.GAUGE, "Help.", ("zone", "channel"))
    line = sample_line(family.sample(2, zone='a "quoted"\nline', channel="back\\slash"))
    assert line == 'bizprobe_x{channel="back\\\\slash",zone="a \\"quoted\\"\\nline"} 2.0\n'


def test_the_bound_of_a_bucket_stands_among_the_labels() -> None:
    family = Family("bizprobe_x_seconds", Kind.HISTOGRAM, "Help.", ("side", "dealer"))
    bucket = Sample(family, ("ours", "apteka"), 3, "_bucket", "0.5")
    assert sample_line(bucket) == 'bizprobe_x_seconds_bucket{dealer="apteka",le="0.5",side="ours"} 3.0\n'


@pytest.mark.parametrize(
    ("kind", "name", "in_text", "in_openmetrics"),
    [
        (Kind.COUNTER, "b_x_total", ("b_x_total", "counter"), ("b_x", "counter")),
        (Kind.INFO, "b_x_info", ("b_x_info", "gauge"), ("b_x", "info")),
        (Kind.GAUGE, "b_x", ("b_x", "gauge"), ("b_x", "gauge")),
        (Kind.HISTOGRAM, "b_x", ("b_x", "histogram"), ("b_x", "histogram")),
    ],
)
def test_each_format_names_a_family_in_its_own_way(
    kind: Kind, name: str, in_text: tuple[str, str], in_openmetrics: tuple[str, str]
) -> None:
    family = Family(name, kind, "Help.")
    for wanted, (shown, type_name) in ((Format.TEXT, in_text), (Format.OPENMETRICS, in_openmetrics)):
        assert family_header(family, wanted).decode() == f"# HELP {shown} Help.\n# TYPE {shown} {type_name}\n"
