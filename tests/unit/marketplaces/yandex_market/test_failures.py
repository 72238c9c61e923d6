"""Failures of Yandex Market, read from any body."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.errors import ClientError, ForbiddenError, RetiredError
from bizprobe.marketplaces.yandex_market.failures import explain, failure


def body(*codes: Any, status: str = "ERROR") -> bytes:
    return json.dumps({"status": status, "errors": [{"code": code} for code in codes]}).encode()


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (body("NO_ACCESS_BY_DEPRECATION_POLICY"), RetiredError),
        (body("FORBIDDEN", "API_DISABLED"), ForbiddenError),
        (body("GROUPED_WAREHOUSE"), ClientError),
        (body("FORBIDDEN"), None),
        (body(7), None),
        (body("API_DISABLED", status="OK"), None),
        (b'{"status": "ERROR", "errors": null}', None),
        (b"", None),
    ],
)
def test_a_code_that_tells_more_than_the_status_is_known(
    written: bytes, kind: type[Exception] | None
) -> None:
    refusal = explain(written)
    assert (refusal and refusal[0]) == kind


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (body("INTERNAL_ERROR", "LOCKED"), "it is a failure: INTERNAL_ERROR, LOCKED"),
        (body("LOCKED", "customer Ivan"), "it is a failure: LOCKED"),
        (body(), "it is a failure: status is ERROR"),
        (b'{"status": "ERROR"}', "it is a failure: status is ERROR"),
    ],
)
def test_a_failure_shows_its_codes_and_nothing_else(written: bytes, words: str) -> None:
    assert str(failure(written)) == f"the answer says that {words}"


@given(st.binary() | st.text().map(str.encode))
def test_what_is_no_failure_breaks_nothing(written: bytes) -> None:
    assert (explain(written), failure(written)) == (None, None)
