"""A signature of each request, made with a secret that is never sent."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from string import Formatter
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from pydantic import AfterValidator, Field, model_validator

from bizprobe.clock import Clock
from bizprobe.errors import SecretError
from bizprobe.remote.moment import TimeField, TimeFormat
from bizprobe.remote.request import Request
from bizprobe.settings.model import Strict
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one

_PLACES = (
    "method",
    "path",
    "full_path",
    "query",
    "pairs",
    "body",
    "body_sha256",
    "timestamp",
    "nonce",
    "key_id",
    "token",
)
_DIGESTS = {"hmac-sha256": hashlib.sha256, "hmac-sha512": hashlib.sha512, "hmac-sha1": hashlib.sha1}
_WRITTEN: dict[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "upper_hex": lambda digest: digest.hex().upper(),
    "base64": lambda digest: base64.b64encode(digest).decode(),
}
_UTC = ZoneInfo("UTC")


def _check_places(text: str, places: tuple[str, ...] = _PLACES) -> str:
    try:
        found = [(place, spec, conversion) for _, place, spec, conversion in Formatter().parse(text)]
    except ValueError:
        raise ValueError(f"'{text}' has a brace without its pair; write {{{{ for a brace itself") from None
    for place, spec, conversion in found:
        if place is not None and (place not in places or spec or conversion):
            known = ", ".join(f"{{{name}}}" for name in places)
            raise ValueError(f"'{{{place}}}' is not known here; there is {known}")
    return text


def _check_sent(text: str) -> str:
    return _check_places(text, (*_PLACES, "signature"))


Message = Annotated[str, AfterValidator(_check_places)]
Sent = Annotated[dict[str, Annotated[str, AfterValidator(_check_sent)]], Field(default_factory=dict)]


class SignedAuth(Strict):
    """A signature (HMAC) of each request."""

    kind: Literal["signed"]
    key_id: str = ""
    """The name of the key, which is no secret: `{key_id}`."""
    secret: Secret | None = None
    """What is signed with, from the environment."""
    secret_file: SecretFile | None = None
    """The file that holds what is signed with."""
    token: Secret | None = None
    """A secret that is sent along, from the environment: `{token}`."""
    token_file: SecretFile | None = None
    """The file that holds the secret that is sent along."""
    algorithm: Literal["hmac-sha256", "hmac-sha512", "hmac-sha1"] = "hmac-sha256"
    """How it is signed."""
    encoding: Literal["hex", "upper_hex", "base64"] = "hex"
    """How the signature is written."""
    time: TimeField = TimeFormat("unix")
    """How `{timestamp}` is written: iso, unix, unix_ms, or a format of strftime, in UTC."""
    message: Message
    """What is signed."""
    headers: Sent
    """Headers to add, e.g. `X-Signature: "{signature}"`."""
    params: Sent
    """Parameters of the address to add; those without `{signature}` are signed too."""

    _one_secret = one_of("secret", "secret_file")

    @model_validator(mode="after")
    def _check(self) -> Self:
        sent = (*self.headers.values(), *self.params.values())
        if not any("{signature}" in text for text in sent):
            raise ValueError("{signature} is sent nowhere; put it into headers or params")
        if self.token is not None and self.token_file is not None:
            raise ValueError("expected either token or token_file")
        used = any("{token}" in text for text in (*sent, self.message))
        if used != (self.token is not None or self.token_file is not None):
            raise ValueError("{token} needs token or token_file, and they need a place with {token}")
        return self


class SignatureSigner:
    """Signs requests to paths under `base_url`."""

    def __init__(self, auth: SignedAuth, base_url: str, clock: Clock) -> None:
        self._auth = auth
        self._base = urlsplit(base_url).path
        self._clock = clock

    async def sign(self, request: Request) -> Request:
        """The request with its parameters in the order of their names, and the signature in it."""
        values = self._known()
        signed = [name for name, text in self._auth.params.items() if "{signature}" not in text]
        added = {name: self._auth.params[name].format_map(values) for name in signed}
        request = replace(request, params=dict(sorted({**request.params, **added}.items())))
        values |= self._of_request(request)
        values["signature"] = self._signature(self._auth.message.format_map(values))
        last = {name: text for name, text in self._auth.params.items() if name not in added}
        return replace(
            request,
            params={**request.params, **_filled(last, values)},
            headers={**request.headers, **_sendable(_filled(self._auth.headers, values))},
        )

    async def renew(self) -> bool:
        return False

    def _known(self) -> dict[str, str]:
        auth = self._auth
        sent_along = auth.token or auth.token_file
        return {
            "timestamp": str(auth.time.write(self._clock.now(), _UTC)),
            "nonce": uuid4().hex,
            "key_id": auth.key_id,
            "token": sent_along.reveal() if sent_along is not None else "",
        }

    def _of_request(self, request: Request) -> dict[str, str]:
        # As httpx will write it: the remote side signs the bytes that it gets.
        wire = httpx.Request(
            request.method,
            request.url,
            params=dict(request.params) or None,
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
        )
        body, path = wire.read(), wire.url.raw_path.decode().partition("?")[0]
        return {
            "method": request.method,
            "full_path": path,
            "path": path.removeprefix(self._base),
            "query": wire.url.query.decode(),
            "pairs": "".join(name + value for name, value in request.params.items()),
            "body": body.decode(),
            "body_sha256": hashlib.sha256(body).hexdigest(),
        }

    def _signature(self, message: str) -> str:
        secret = the_one(self._auth.secret, self._auth.secret_file).reveal()
        digest = hmac.digest(secret.encode(), message.encode(), _DIGESTS[self._auth.algorithm])
        return _WRITTEN[self._auth.encoding](digest)


def _filled(texts: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: text.format_map(values) for name, text in texts.items()}


def _sendable(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise SecretError(f"what is sent as {name} has characters that a header cannot carry")
    return headers
