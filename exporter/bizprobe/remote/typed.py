"""Answers of which only the named fields are decoded: the fast way for large pages."""

from typing import TypeVar

import msgspec

from bizprobe.errors import BadAnswerError

T = TypeVar("T")


def decoded(decoder: msgspec.json.Decoder[T], body: bytes | msgspec.Raw) -> T:
    """The body as the decoder's type. Raises BadAnswerError, which names types and places, never values."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise BadAnswerError(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadAnswerError("the answer is not JSON") from None
