"""Rows out of a CSV file."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.systems.feed.csv import csv_rows

WANTED = frozenset({"Артикул", "Цена"})


def read(data: bytes, encoding: str = "utf-8", delimiter: str = ";") -> list[tuple[int, dict[str, str]]]:
    return [(line, dict(row)) for line, row in csv_rows(BytesIO(data), WANTED, encoding, delimiter)]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-8-sig"])
def test_columns_are_found_by_name_in_either_encoding(encoding: str) -> None:
    text = 'Товар;Цена ;Артикул\r\n"Йод; 5%\nспирт";"1 234,50";0557722\r\n\r\nВата;7;АР-1\r\n'
    told = encoding.removesuffix("-sig")
    assert read(text.encode(encoding), told) == [
        (3, {"Цена": "1 234,50", "Артикул": "0557722"}),
        (5, {"Цена": "7", "Артикул": "АР-1"}),
    ]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", BadAnswerError, "no column 'Артикул'"),
        ("Артикул,Цена\n1,2\n", BadAnswerError, "no column 'Артикул'; delimiter or encoding may be others"),
        ("Артикул;цена\n", BadAnswerError, "no column 'Цена'"),
        ("Артикул;Цена;Цена\n", BadAnswerError, "more than one column 'Цена'"),
        ("Артикул;Цена\n1;2\n3\n", BadAnswerError, "line 3: there are 1 fields, and 2 columns"),
        ("Артикул;Цена\n1;2;3\n", BadAnswerError, "line 2: there are 3 fields, and 2 columns"),
        ('Артикул;Цена\n1;"2\n3;4\n', IncompleteError, "line 3: not CSV: unexpected end of data"),
        ('Артикул;Цена\n"1"1;2\n', BadAnswerError, "line 2: not CSV"),
        (f"Артикул;Цена\n1;{'9' * 200_000}\n", BadAnswerError, "line 2: not CSV: field larger"),
    ],
)
def test_what_cannot_be_read_names_its_line(text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read(text.encode())


def test_another_encoding_than_the_settings_say_is_told() -> None:
    text = "Артикул;Цена\n1;2\n"
    with pytest.raises(BadAnswerError, match="not written in utf-8"):
        read(text.encode("windows-1251"))
    with pytest.raises(BadAnswerError, match="encoding may be others"):
        read(text.encode(), "windows-1251")


FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(FIELD, FIELD), max_size=20), st.sampled_from(";,\t|"))
def test_whatever_was_quoted_comes_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["Артикул", "Цена"])
    writer.writerows(rows)
    found = read(file.getvalue().encode(), delimiter=delimiter)
    assert [(row["Артикул"], row["Цена"]) for _, row in found] == rows
