"""What Ozon says of the key that it is asked with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import BadAnswerError
from bizprobe.marketplaces.base import KeyState
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, answer_signed
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.request import Request
from bizprobe.remote.typed import decoded
from bizprobe.settings.model import Offer

# Of Ozon's document of 2026-08-14. It takes no body: with one it answers 415.
ROLES = "/v1/roles"

_TIME = TimeFormat("iso")
_UTC = ZoneInfo("UTC")
# What Go writes for a time that is not set.
_NO_TIME = "0001-01-01T00:00:00Z"


class _Role(msgspec.Struct):
    methods: list[str]


class _Answer(msgspec.Struct):
    roles: list[_Role]
    expires_at: str | None = None


_ANSWER = msgspec.json.Decoder(_Answer)


Needed = Mapping[Offer, Sequence[str]]
"""The methods that each offer needs a right for."""


async def ask_key(account: Account, signer: Signer, base_url: str, needed: Needed) -> KeyState:
    """The key's expiry, and which of the methods `needed` none of its roles has. Raises ProbeError."""
    answer = await answer_signed(account, signer, Request("POST", base_url + ROLES))
    return key_state(answer.body, needed)


def key_state(body: bytes, needed: Needed) -> KeyState:
    """The same from the body of Ozon's answer. Raises BadAnswerError."""
    found = decoded(_ANSWER, body)
    granted = {method for role in found.roles for method in role.methods}
    missing = {
        offer: tuple(method for method in methods if method not in granted)
        for offer, methods in needed.items()
    }
    return KeyState(
        _moment(found.expires_at), {offer: methods for offer, methods in missing.items() if methods}
    )


def _moment(written: str | None) -> datetime | None:
    if written in (None, "", _NO_TIME):
        return None
    try:
        return _TIME.read(written, _UTC)
    except ValueError as error:
        raise BadAnswerError(f"expires_at {error}") from None
