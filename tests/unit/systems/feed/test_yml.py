"""Offers out of a YML catalogue."""

from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import BadAnswerError, IncompleteError, TooLargeError
from bizprobe.systems.feed.yml import yml_offers

WANTED = frozenset({"id", "price", "count", "currencyId"})


def feed(offers: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>', doctype: str = "") -> str:
    shop = f"<name>Аптека</name><price>1</price><offers>{offers}</offers>"
    return f'{declaration}\n{doctype}<yml_catalog date="2026-11-22 12:00"><shop>{shop}</shop></yml_catalog>'


def read(data: bytes) -> list[dict[str, str]]:
    return [dict(row) for _, row in yml_offers(BytesIO(data), WANTED)]


OFFER = (
    '<offer id="0557722" available="true"><url>http://x/?a=1&amp;b=2</url><price>100,20</price>\n'
    '<currencyId>RUR</currencyId><param name="price">7<price>8</price></param>'
    "<count><![CDATA[5]]></count></offer>"
)
ROW = {"id": "0557722", "available": "true", "price": "100,20", "currencyId": "RUR", "count": "5"}


def test_an_offer_is_its_attributes_and_the_wanted_elements() -> None:
    assert read(feed(OFFER).encode()) == [ROW]


@pytest.mark.parametrize("name", ["windows-1251", "utf-8", "utf-16"])
def test_the_declaration_says_the_encoding(name: str) -> None:
    declared = f'<?xml version="1.0" encoding="{name}"?>'
    offer = '<offer id="АР-1"><price>1</price></offer>'
    assert read(feed(offer, declared).encode(name)) == [{"id": "АР-1", "price": "1"}]


def test_the_doctype_that_most_shops_write_is_passed_over() -> None:
    assert read(feed(OFFER, doctype='<!DOCTYPE yml_catalog SYSTEM "shops.dtd">').encode()) == [ROW]


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:1/x">',
    ],
)
def test_entities_of_its_own_are_refused_before_they_are_used(declared: str) -> None:
    data = feed('<offer id="&a;"/>', doctype=f"<!DOCTYPE yml_catalog [{declared}]>").encode()
    with pytest.raises(BadAnswerError, match="declares entities of its own"):
        read(data)


def test_an_unknown_entity_is_not_looked_up_elsewhere() -> None:
    data = feed('<offer id="1"><price>&secret;</price></offer>', doctype='<!DOCTYPE y SYSTEM "/etc/passwd">')
    assert read(data.encode()) == [{"id": "1"}]


@pytest.mark.parametrize("length", [*range(0, 300, 23), -1])
def test_a_feed_that_is_cut_off_is_incomplete(length: int) -> None:
    with pytest.raises(IncompleteError, match=r"the feed is cut off: line \d"):
        read(feed(OFFER).encode()[:length])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body>maintenance</body></html>", "no yml_catalog/shop/offers"),
        (b"sku;price\n1;2\n", "line 1: syntax error|not well-formed"),
        (b"<yml_catalog><shop></offers></shop>", "line 1: mismatched tag"),
        (feed('<offer id="АР-1"/>').encode("windows-1251"), "not XML in the encoding that it declares"),
        (b'<?xml version="1.0" encoding="klingon"?><yml_catalog/>', "encoding that cannot be read|unknown"),
        (b'<?xml version="1.0" encoding="shift_jis"?><yml_catalog/>', "encoding"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(BadAnswerError, match=words):
        read(data)


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(TooLargeError, match="line 2: price is longer than 1000"):
        read(feed(f'<offer id="1"><price>{"9" * 1001}</price></offer>').encode())


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=30))
def test_whatever_a_shop_writes_comes_back(offers: list[tuple[str, str]]) -> None:
    written = "".join(
        f"<offer id={quoteattr(key)}><price>{escape(price)}</price></offer>" for key, price in offers
    )
    found = [(row["id"], row.get("price", "")) for row in read(feed(written).encode())]
    assert found == offers
