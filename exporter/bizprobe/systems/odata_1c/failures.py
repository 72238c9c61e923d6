"""What 1C says in the body of a failure, as JSON or as XML."""

import re

import msgspec

from bizprobe.errors import ClientError
from bizprobe.remote.request import Refusal

_LONGEST = 200
# Only code and words are wanted, and no parser has to trust a body that is none.
_XML = re.compile(
    rb"<(?:[a-z]+:)?error[\s>].*?<(?:[a-z]+:)?code>([0-9-]+)<.*?<(?:[a-z]+:)?message[^>]*>([^<]+)<", re.DOTALL
)


class _Message(msgspec.Struct):
    value: str = ""


class _Error(msgspec.Struct):
    code: str | int = ""
    message: _Message = msgspec.field(default_factory=_Message)


class _Failure(msgspec.Struct):
    error: _Error | None = msgspec.field(name="odata.error", default=None)


_FAILURE = msgspec.json.Decoder(_Failure)


def explain(body: bytes) -> Refusal | None:
    """What is wrong with the question, in 1C's words: they name its resources and fields, no data.

    None where 1C has no number for it, as for a right that is missing: then the status tells.
    """
    code, words = _code_and_words(body)
    return (ClientError, f"1C says: {words}") if code.isdecimal() and int(code) else None


def _code_and_words(body: bytes) -> tuple[str, str]:
    try:
        error = _FAILURE.decode(body).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = _XML.search(body)
        return ("", "") if found is None else (found[1].decode(), _short(found[2].decode(errors="replace")))
    return ("", "") if error is None else (str(error.code), _short(error.message.value))


def _short(words: str) -> str:
    return " ".join(words.split())[:_LONGEST]
