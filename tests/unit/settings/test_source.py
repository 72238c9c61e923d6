"""A YAML file as plain data that remembers where each value stood."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import ConfigError
from bizprobe.settings.source import Mark, dotted, parse_source, read_source


def test_every_key_and_value_remembers_its_place() -> None:
    source = parse_source("a:\n  b: [x, 2]\n", "f.yml")
    assert source.data == {"a": {"b": ["x", 2]}}
    assert source.keys == {("a",): Mark(1, 1), ("a", "b"): Mark(2, 3)}
    assert source.values == {
        (): Mark(1, 1),
        ("a",): Mark(2, 3),
        ("a", "b"): Mark(2, 6),
        ("a", "b", 0): Mark(2, 7),
        ("a", "b", 1): Mark(2, 10),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("no", "no"),
        ("22:00", "22:00"),
        ("0557722", "0557722"),
        ("2026-11-21", "2026-11-21"),
        ("1_000", "1_000"),
        ("12s", "12s"),
        ("-7", -7),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("", None),
        ("9" * 30, "9" * 30),
    ],
)
def test_plain_words_stay_what_people_mean(text: str, value: object) -> None:
    assert parse_source(f"key: {text}", "f.yml").data == {"key": value}


@given(st.text())
def test_any_text_is_data_or_a_configuration_error(text: str) -> None:
    try:
        data = parse_source(text, "f.yml").data
    except ConfigError as error:
        data = str(error)
    assert data is None or isinstance(data, str | int | float | bool | dict | list)


def test_what_a_merge_brings_in_gives_way_to_what_stands_there() -> None:
    text = "base: &b {a: 1, c: 3}\nmore: &m {<<: *b, d: 4}\nown: {<<: [*m], a: 2}\n"
    assert parse_source(text, "f.yml").data["own"] == {"a": 2, "d": 4, "c": 3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: [1",
            "f.yml:1:6: not YAML: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
        ),
        ("a: b: c", "f.yml:1:5: not YAML: mapping values are not allowed here"),
        ("a: &x [*x]", "f.yml:1:4: a[0]: an alias contains itself"),
    ],
)
def test_what_is_no_yaml_names_the_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_source(text, "f.yml")
    assert str(caught.value) == message


def test_aliases_of_aliases_do_not_blow_up() -> None:
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9))
    with pytest.raises(ConfigError, match="too many values"):
        parse_source(f"l0: &l0 [x]\n{layers}\n", "f.yml")


def test_a_merge_that_contains_itself_is_a_fault() -> None:
    source = parse_source("a: &a\n  <<: *a\n  b: 1\n", "f.yml")
    assert [str(fault) for fault in source.faults] == [
        "f.yml:1:4: a: << takes a mapping, or a list of mappings, that does not contain itself"
    ]


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yml"
    with pytest.raises(ConfigError) as caught:
        read_source(missing)
    assert str(caught.value) == f"{missing}: cannot be read: No such file or directory"
    binary = tmp_path / "binary.yml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError) as caught:
        read_source(binary)
    assert str(caught.value) == f"{binary}: the file is not UTF-8 text"


def test_a_path_reads_as_people_write_it() -> None:
    assert dotted(("dealers", "apteka", "steps", 2, "url")) == "dealers.apteka.steps[2].url"
