"""Settings as people may see them: complete, and without a secret."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bizprobe.settings.secret import Secret

HIDDEN = "(hidden)"

_SECRET_NAME = re.compile(
    r"auth|token|secret|passw|pwd|passphrase|cookie|session|signature|credential|(^|[-_])sign$|(api|private)?[-_]?key$",
    re.IGNORECASE,
)
_ONLY_A_PLACE = re.compile(r"\$?\{[^{}]*\}")
_USER_IN_URL = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_QUERY_IN_URL = re.compile(r"(?<=[?&])([^=&#\s]+)=([^&#\s]*)")


def redacted(settings: BaseModel) -> dict[str, Any]:
    """The settings with defaults, in plain types. A Secret shows the place where it is kept.

    Text that people wrote in place of a secret, such as a fixed Authorization header, is hidden.
    """
    return {
        name: _redacted(getattr(settings, name), shown, name)
        for name, shown in settings.model_dump(mode="json").items()
    }


def _redacted(value: Any, shown: Any, name: str) -> Any:
    if isinstance(value, Secret):
        return shown
    if isinstance(value, BaseModel):
        return redacted(value)
    if isinstance(value, Mapping) and isinstance(shown, dict):
        pairs = zip(value.values(), shown.items(), strict=True)
        return {key: _redacted(inner, inner_shown, key) for inner, (key, inner_shown) in pairs}
    if isinstance(value, list | tuple) and isinstance(shown, list):
        return [_redacted(inner, inner_shown, name) for inner, inner_shown in zip(value, shown, strict=True)]
    return _text(shown, name) if isinstance(shown, str) else shown


def _text(text: str, name: str) -> str:
    if _SECRET_NAME.search(name) and text and not _ONLY_A_PLACE.fullmatch(text):
        return HIDDEN
    text = _USER_IN_URL.sub(_user, text)
    return _QUERY_IN_URL.sub(lambda pair: f"{pair[1]}={_text(pair[2], pair[1])}", text)


def _user(match: re.Match[str]) -> str:
    name, colon, _ = match[0].partition(":")
    return f"{name}:{HIDDEN}" if colon else name
