"""Wildberries' token is a JWT that tells its own end: no request is needed for it."""

import base64
import binascii
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import SecretError
from bizprobe.remote.moment import TimeFormat
from bizprobe.settings.secret import Secret

_UTC = ZoneInfo("UTC")


class _Claims(msgspec.Struct):
    exp: int


_CLAIMS = msgspec.json.Decoder(_Claims)


def expires_at(token: Secret) -> datetime:
    """When the token ends. Raises SecretError, which shows nothing of it.

    The signature is not checked: nothing is allowed on the strength of this moment.
    """
    parts = token.reveal().split(".")
    try:
        payload = parts[1]
        claims = _CLAIMS.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return TimeFormat("unix").read(claims.exp, _UTC)
    except (IndexError, binascii.Error, msgspec.DecodeError, ValueError):
        raise SecretError(f"the secret in {token} is no token whose end can be read") from None
