"""How an answer or a file is written."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.remote.format import AnyFormat

pytestmark = pytest.mark.anyio


def settings(**keys: Any) -> AnyFormat:
    found: AnyFormat = TypeAdapter(AnyFormat).validate_python(keys, strict=True)
    return found


CSV = {"kind": "csv"}


async def test_json_keeps_numbers_with_a_point_as_text() -> None:
    assert await settings(kind="json").read(b'{"a": 100.20}') == {"a": "100.20"}


async def test_xml_is_read_with_its_lists() -> None:
    found = await settings(kind="xml", lists=["a/b"]).read(b"<a>" + b"<b>1</b>" * 20_000 + b"</a>")
    assert found == {"a": {"b": ["1"] * 20_000}}


async def test_the_first_line_of_csv_names_the_columns() -> None:
    body = '\ufeffКод;Цена;Имя\r\n0557722;"1 100,20"; a \r\n\r\n557722;5;"b;""c"""\r\n'.encode()
    assert await settings(**CSV).read(body) == [
        {"Код": "0557722", "Цена": "1 100,20", "Имя": "a"},
        {"Код": "557722", "Цена": "5", "Имя": 'b;"c"'},
    ]


async def test_csv_may_be_in_windows_1251_with_another_delimiter() -> None:
    body = "Код\tЦена\n1\t2\n".encode("windows-1251")
    read = settings(**CSV, encoding="windows-1251", delimiter="\t")
    assert await read.read(body) == [{"Код": "1", "Цена": "2"}]
    with pytest.raises(BadAnswerError, match="it is not written in utf-8"):
        await settings(**CSV, delimiter="\t").read(body)


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"", BadAnswerError, "the first line does not name two or more columns"),
        (b"a,b\n1,2\n", BadAnswerError, "delimiter may be another"),
        (b"a;a\n1;2\n", BadAnswerError, "two or more columns"),
        (b"a;b\n1;2\n3", BadAnswerError, "line 3: there are 1 fields, and 2 columns"),
        (b'a;b\n1;"2', IncompleteError, "line 2: not CSV"),
        (b'a;b\n1;"2"x\n', BadAnswerError, "line 2: not CSV"),
    ],
)
async def test_csv_that_is_broken_is_refused(body: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        await settings(**CSV).read(body)


@pytest.mark.parametrize("path", ["order", "/orders/order", "orders//order", ""])
def test_a_list_is_named_by_its_path_from_the_root(path: str) -> None:
    with pytest.raises(ValidationError, match="expected the path of an element from the root"):
        settings(kind="xml", lists=[path])
