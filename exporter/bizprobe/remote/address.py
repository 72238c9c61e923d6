"""Addresses of remote sides."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, WithJsonSchema


def check_base_url(url: str) -> str:
    """The address without a slash at its end. Raises ValueError, which never shows a password."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an address such as https://api.example.com/v1")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no user or password; use auth for that")
    if parts.query or parts.fragment:
        raise ValueError("an address ends before the question mark; put the rest into params")
    return url.rstrip("/")


BaseUrl = Annotated[
    str, AfterValidator(check_base_url), WithJsonSchema({"type": "string", "pattern": "^https?://[^@?#]+$"})
]
"""The address that all paths of an API begin with."""
