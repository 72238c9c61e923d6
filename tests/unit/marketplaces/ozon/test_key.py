"""What Ozon says of a key."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.base import KeyState
from bizprobe.marketplaces.ozon.key import key_state
from bizprobe.settings.model import Offer

ROLES = [{"name": "Reads", "methods": ["/a", "/b"]}, {"name": "Nothing", "methods": []}]


def state(answer: Any, *needed: str) -> KeyState:
    return key_state(json.dumps(answer).encode(), {Offer.PRICES: needed})


@pytest.mark.parametrize(
    ("written", "expires_at"),
    [
        ("2027-02-01T10:00:00Z", datetime(2027, 2, 1, 10, tzinfo=UTC)),
        ("2027-02-01T10:00:00.123456789Z", datetime(2027, 2, 1, 10, 0, 0, 123456, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_the_expiry_is_a_moment_or_never(written: str | None, expires_at: datetime | None) -> None:
    assert state({"expires_at": written, "roles": ROLES}) == KeyState(expires_at)


@pytest.mark.parametrize(
    ("needed", "missing"), [((), ()), (("/a", "/b"), ()), (("/a", "/c"), ("/c",)), (("/A",), ("/A",))]
)
def test_a_right_is_missing_where_no_role_has_it(needed: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert state({"roles": ROLES}, *needed).missing_rights == ({Offer.PRICES: missing} if missing else {})


@pytest.mark.parametrize(
    "answer",
    [
        [],
        None,
        {},
        {"roles": None},
        {"roles": ["a"]},
        {"roles": [{"name": "a"}]},
        {"roles": [{"methods": None}]},
        {"roles": [{"methods": [["/a"]]}]},
        {"roles": [{"methods": "/a"}]},
        {"roles": ROLES, "expires_at": "soon"},
        {"roles": ROLES, "expires_at": 7},
    ],
)
def test_an_answer_of_another_shape_is_a_bad_one(answer: Any) -> None:
    with pytest.raises(BadAnswerError):
        state(answer, "/a")
