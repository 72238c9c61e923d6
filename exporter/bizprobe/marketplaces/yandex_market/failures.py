"""What Yandex Market says in the body of a failure, some of which come with the status 200."""

import re

import msgspec

from bizprobe.errors import AnswerError, ClientError, ForbiddenError, RetiredError
from bizprobe.remote.request import Refusal

ERROR = "ERROR"

# Of Yandex Market's document of 2026-08-19, which has 130 codes more.
_REFUSALS: dict[str, Refusal] = {
    "NO_ACCESS_BY_DEPRECATION_POLICY": (RetiredError, "the call has ended, the API moved on"),
    "API_DISABLED": (ForbiddenError, "the API of the shop is switched off; the key's probe says why"),
    "SUBSCRIPTION_REQUIRED": (ForbiddenError, "the call needs a subscription"),
    "GROUPED_WAREHOUSE": (
        ClientError,
        "the cabinet groups its warehouses; put the shop's number into stocks_campaign",
    ),
}
_CODE = re.compile(r"[A-Z0-9_]{1,64}")


class _Error(msgspec.Struct):
    code: str = ""


class _Failure(msgspec.Struct):
    status: str = ""
    errors: list[_Error] | None = None


_FAILURE = msgspec.json.Decoder(_Failure)


def explain(body: bytes) -> Refusal | None:
    """What a refusal means, where its code is one of those that tell more than the status."""
    known = (_REFUSALS.get(code) for code in _codes(body) or ())
    return next((refusal for refusal in known if refusal is not None), None)


def failure(body: bytes) -> AnswerError | None:
    """The failure that a good answer is, or None where it does not say so."""
    codes = _codes(body)
    if codes is None:
        return None
    kind, words = explain(body) or (ClientError, f"the answer says that it is a failure: {_shown(codes)}")
    return kind(words)


def _codes(body: bytes) -> list[str] | None:
    try:
        found = _FAILURE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return [error.code for error in found.errors or ()] if found.status == ERROR else None


def _shown(codes: list[str]) -> str:
    return ", ".join(code for code in codes if _CODE.fullmatch(code)) or "status is ERROR"
