"""Releases of Alertmanager, and what each of them refuses."""

import re
from dataclasses import dataclass
from enum import Enum

from bizprobe.errors import UsageError


class Feature(Enum):
    """What can be said, and the release 0.N since which."""

    BOT_TOKEN_FILE = ("bot_token_file", 26)
    URL_FILE = ("url_file", 26)
    THREAD_ID = ("message_thread_id", 28)
    WEBHOOK_TIMEOUT = ("timeout", 28)
    NAMED_INHIBITION = ("name", 30)
    THREADING = ("threading", 30)
    ROUTE_LABELS = ("labels", 34)

    def __init__(self, key: str, since: int) -> None:
        self.key = key
        self.since = since


@dataclass(frozen=True, slots=True)
class Release:
    """Alertmanager 0.`minor`."""

    minor: int

    def knows(self, *features: Feature) -> bool:
        return all(feature.since <= self.minor for feature in features)

    def __str__(self) -> str:
        return f"0.{self.minor}"


OLDEST = Release(25)
CURRENT = Release(33)


def release_named(text: str) -> Release:
    """The release of `current` or `0.N`. Raises UsageError."""
    if text == "current":
        return CURRENT
    match = re.fullmatch(r"0\.(\d{2,3})", text)
    if match is None or int(match[1]) < OLDEST.minor:
        raise UsageError(f"--for takes {OLDEST}, a later release such as 0.34, or current; got '{text}'")
    return Release(int(match[1]))
