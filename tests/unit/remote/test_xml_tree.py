"""XML as the tree that JSON would give."""

from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.remote.xml_tree import XmlTree

ORDERS = ("orders", "order")


def tree(data: bytes, *lists: tuple[str, ...]) -> Any:
    made = XmlTree(lists)
    made.feed(data)
    return made.close()


def test_attributes_elements_and_texts_are_one_object() -> None:
    data = b'<orders page="1"><order id="7"><sum currency="RUB"> 5,50 </sum><note/></order></orders>'
    assert tree(data, ORDERS) == {
        "orders": {
            "page": "1",
            "order": [{"id": "7", "sum": {"currency": "RUB", "text": "5,50"}, "note": ""}],
        }
    }


@pytest.mark.parametrize(("count", "found"), [(0, []), (1, ["a"]), (3, ["a", "a", "a"])])
def test_a_list_is_a_list_however_many_there_are(count: int, found: list[str]) -> None:
    data = b"<orders>" + b"<order>a</order>" * count + b"</orders>"
    assert tree(data, ORDERS) == {"orders": {"order": found}}


def test_a_list_whose_parent_is_missing_is_missing_too() -> None:
    assert tree(b"<error>maintenance</error>", ORDERS) == {"error": "maintenance"}


def test_what_nobody_declared_a_list_becomes_one_when_it_stands_twice() -> None:
    assert tree(b"<a><b>1</b></a>") == {"a": {"b": "1"}}
    assert tree(b'<a b="0"><b>1</b><b>2</b></a>') == {"a": {"b": ["0", "1", "2"]}}


def test_name_spaces_are_dropped() -> None:
    data = b'<s:Envelope xmlns:s="urn:s" xmlns="urn:x"><s:Body s:id="1"><r>2</r></s:Body></s:Envelope>'
    assert tree(data) == {"Envelope": {"Body": {"id": "1", "r": "2"}}}


@pytest.mark.parametrize("name", ["windows-1251", "utf-8", "utf-16"])
def test_the_declaration_says_the_encoding(name: str) -> None:
    assert tree(f'<?xml version="1.0" encoding="{name}"?><имя>Ж</имя>'.encode(name)) == {"имя": "Ж"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>', "document type of its own"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', "document type of its own"),
        (b"<a>&secret;</a>", "undefined entity"),
        (b"<a>" * 70, "more than 64 elements inside each other"),
        (b"<a></b>", "line 1: mismatched tag"),
        (b'{"orders": []}', "not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
    ],
)
def test_what_is_no_plain_xml_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadAnswerError, match=words):
        tree(data)


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a><b>1</b", b"<a><![CDATA[x"])
def test_a_document_that_is_cut_off_is_incomplete(data: bytes) -> None:
    with pytest.raises(IncompleteError, match="the answer is cut off"):
        tree(data)


@given(
    texts=st.lists(st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Co", "Cn"]))),
    cut=st.integers(min_value=1, max_value=50),
)
def test_texts_come_out_as_they_went_in_wherever_a_chunk_ends(texts: list[str], cut: int) -> None:
    data = f"<a>{''.join(f'<b>{escape(text)}</b>' for text in texts)}</a>".encode()
    made = XmlTree([("a", "b")])
    for start in range(0, len(data), cut):
        made.feed(data[start : start + cut])
    assert made.close() == {"a": {"b": [text.strip() for text in texts]}}
