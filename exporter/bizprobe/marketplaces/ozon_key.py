"""What Ozon says of the key that it is asked with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.base import KeyState
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, ask_signed
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.request import Request

# Of Ozon's document of 2026-08-14. It takes no body: with one it answers 415.
ROLES = "/v1/roles"

_TIME = TimeFormat("iso")
_UTC = ZoneInfo("UTC")
# What Go writes for a time that is not set.
_NO_TIME = "0001-01-01T00:00:00Z"


async def ask_key(account: Account, signer: Signer, base_url: str, needed: Sequence[str]) -> KeyState:
    """The key's expiry, and which of the methods `needed` none of its roles has. Raises ProbeError."""
    return key_state(await ask_signed(account, signer, Request("POST", base_url + ROLES)), needed)


def key_state(answer: Any, needed: Sequence[str]) -> KeyState:
    """The same from Ozon's answer. Raises BadAnswerError."""
    if not isinstance(answer, dict):
        raise BadAnswerError("roles: the answer is no object")
    granted = _methods(answer.get("roles"))
    missing = tuple(method for method in needed if method not in granted)
    return KeyState(_expiry(answer.get("expires_at")), missing)


def _methods(roles: Any) -> frozenset[str]:
    try:
        return frozenset(method for role in roles for method in role["methods"])
    except (TypeError, KeyError):
        raise BadAnswerError("roles are no list of objects with methods") from None


def _expiry(written: Any) -> datetime | None:
    if written in (None, "", _NO_TIME):
        return None
    try:
        return _TIME.read(written, _UTC)
    except ValueError as error:
        raise BadAnswerError(f"expires_at {error}") from None
