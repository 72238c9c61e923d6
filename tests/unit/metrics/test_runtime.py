import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from bizprobe.metrics.exposition import Format, ending
from bizprobe.metrics.runtime import Runtime


@pytest.mark.parametrize(
    ("wanted", "parse"), [(Format.TEXT, parse_text), (Format.OPENMETRICS, parse_openmetrics)]
)
def test_the_process_is_shown_in_both_formats(wanted: Format, parse: object) -> None:
    text = (Runtime().chunk(wanted) + ending(wanted)).decode()
    names = {sample.name for family in parse(text) for sample in family.samples}  # type: ignore[operator]
    assert {
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "python_gc_collections_total",
    } <= names
    assert not [name for name in names if name.endswith("_created")]
    assert text.count("# EOF") == (wanted is Format.OPENMETRICS)


def test_names_choose_families() -> None:
    lines = Runtime().chunk(Format.TEXT, frozenset({"process_open_fds"})).decode().splitlines()
    assert [line.split()[0] for line in lines if not line.startswith("#")] == ["process_open_fds"]


def test_names_of_others_choose_nothing() -> None:
    assert Runtime().chunk(Format.TEXT, frozenset({"bizprobe_up"})) == b""
