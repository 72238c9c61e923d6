"""How a request shows who asks."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, BinaryIO, Literal, Protocol

from pydantic import Field

from bizprobe.errors import BadAnswerError, SecretError, UnauthorizedError
from bizprobe.remote.account import Account
from bizprobe.remote.request import Answer, Request
from bizprobe.remote.selector import SelectorField
from bizprobe.remote.signature import SignedAuth
from bizprobe.settings.model import Duration, Strict
from bizprobe.settings.secret import Secret, SecretFile, one_of, the_one


class Signer(Protocol):
    """Adds the key to requests. Reads it each time, so that a new one in the file is used at once."""

    async def sign(self, request: Request) -> Request:
        """The request with the key in it. Raises SecretError, RemoteError."""
        ...

    async def renew(self) -> bool:
        """Drops a key that was refused; whether there may be a better one now."""
        ...


class _Token(Strict):
    token: Secret | None = None
    """The key, from the environment."""
    token_file: SecretFile | None = None
    """The file that holds the key."""

    _one_token = one_of("token", "token_file")

    @property
    def secret(self) -> Secret:
        return the_one(self.token, self.token_file)


class HeaderAuth(_Token):
    """A key in a header."""

    kind: Literal["header"]
    name: str = "Authorization"
    """The header."""
    prefix: str = ""
    """What stands before the key, e.g. `Bearer `."""

    def apply(self, request: Request) -> Request:
        return with_headers(request, {self.name: self.prefix + header_text(self.secret)})


class ParameterAuth(_Token):
    """A key among the parameters of the address."""

    kind: Literal["parameter"]
    name: str
    """The parameter."""

    def apply(self, request: Request) -> Request:
        return replace(request, params={**request.params, self.name: self.secret.reveal()})


class BodyAuth(_Token):
    """A key inside the JSON body."""

    kind: Literal["body"]
    at: Annotated[str, Field(pattern=r"^[^.]+(\.[^.]+)*$")]
    """Where, as keys with dots between, e.g. `data.token`."""

    def apply(self, request: Request) -> Request:
        return replace(request, json=_with(request.json, self.at.split("."), self.secret.reveal()))


class BasicAuth(Strict):
    """User and password."""

    kind: Literal["basic"]
    user: str
    """The user."""
    password: Secret | None = None
    """The password, from the environment."""
    password_file: SecretFile | None = None
    """The file that holds the password."""

    _one_password = one_of("password", "password_file")

    def apply(self, request: Request) -> Request:
        secret = the_one(self.password, self.password_file).reveal()
        credentials = base64.b64encode(f"{self.user}:{secret}".encode()).decode()
        return with_headers(request, {"Authorization": f"Basic {credentials}"})


class ClientCredentialsAuth(Strict):
    """A short-lived token that is fetched with a client's name and secret (OAuth 2)."""

    kind: Literal["client_credentials"]
    path: Annotated[str, Field(pattern=r"^(/|https?://)[^?#@]+$")]
    """Where tokens are given: a path after base_url, or a whole address."""
    client_id: str
    """The client's name."""
    client_secret: Secret | None = None
    """The client's secret, from the environment."""
    client_secret_file: SecretFile | None = None
    """The file that holds the client's secret."""
    form: Annotated[dict[str, str], Field(default_factory=dict)]
    """More fields of the request for a token, e.g. `scope`."""

    _one_secret = one_of("client_secret", "client_secret_file")

    @property
    def secret(self) -> Secret:
        return the_one(self.client_secret, self.client_secret_file)


FixedAuth = HeaderAuth | ParameterAuth | BodyAuth | BasicAuth


class SessionAuth(Strict):
    """A session that one gets with user and password, as JSON, and shows in a header."""

    kind: Literal["session"]
    path: Annotated[str, Field(pattern=r"^/[^?#]*$")]
    """Where one logs in: a path after base_url."""
    user: str
    """The user."""
    password: Secret | None = None
    """The password, from the environment."""
    password_file: SecretFile | None = None
    """The file that holds the password."""
    user_key: str = "login"
    """The key of the user in the login."""
    password_key: str = "password"  # noqa: S105 - a key, not a password
    """The key of the password in the login."""
    session: SelectorField
    """Where in the answer the session stands."""
    name: str
    """The header that shows the session."""
    prefix: str = ""
    """What stands before the session in the header."""
    lasts: Duration = 3600.0
    """After what time one logs in again; a session that is refused before is renewed at once."""
    key: Annotated[FixedAuth, Field(discriminator="kind")] | None = None
    """A key that every request shows too, that for the session included."""

    _one_password = one_of("password", "password_file")


Auth = Annotated[FixedAuth | ClientCredentialsAuth | SessionAuth | SignedAuth, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class FixedSigner:
    """Adds a key that does not change by itself."""

    apply: Callable[[Request], Request]

    async def sign(self, request: Request) -> Request:
        return self.apply(request)

    async def renew(self) -> bool:
        return False


async def answer_signed(
    account: Account, signer: Signer, request: Request, into: BinaryIO | None = None
) -> Answer:
    """What the remote side answers. A refused key is renewed once, where that is possible."""
    signed = await signer.sign(request)
    try:
        return await account.ask(signed, into)
    except UnauthorizedError:
        if not await signer.renew():
            raise
        return await account.ask(await signer.sign(request), into)


async def ask_signed(account: Account, signer: Signer, request: Request) -> Any:
    """The JSON that the remote side answers."""
    answer = await answer_signed(account, signer, request)
    try:
        return answer.json()
    except BadAnswerError as error:
        raise BadAnswerError(f"{request.label}: {error}", status=answer.status) from None


def with_headers(request: Request, headers: Mapping[str, str]) -> Request:
    """The request with more headers."""
    return replace(request, headers={**request.headers, **headers})


def header_text(secret: Secret) -> str:
    """The secret, as far as a header can carry it. Raises SecretError."""
    value = secret.reveal()
    if not (value.isascii() and value.isprintable()):
        raise SecretError(f"the secret in {secret} has characters that a header cannot carry")
    return value


def _with(tree: Any, keys: list[str], value: str) -> dict[str, Any]:
    inner = tree if isinstance(tree, dict) else {}
    first, rest = keys[0], keys[1:]
    return {**inner, first: _with(inner.get(first), rest, value) if rest else value}
