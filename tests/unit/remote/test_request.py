"""Answers as JSON."""

import pytest

from bizprobe.errors import BadAnswerError
from bizprobe.remote.request import Answer, Request


def test_money_keeps_its_text() -> None:
    assert Answer(200, {}, b'{"price": 100.10, "count": 3}').json() == {"price": "100.10", "count": 3}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"[NaN]",
        b"[Infinity]",
        b"\xff\xfe\xfd",
        b"[" * 100_000,
        b"[" + b"9" * 5000 + b"]",
    ],
)
def test_what_is_no_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswerError, match="is not JSON"):
        Answer(200, {}, body).json()


def test_a_request_is_named_without_its_parameters() -> None:
    request = Request("GET", "https://user:hush@api.example.com/v1/orders?token=hush")
    assert request.label == "GET /v1/orders"
