"""Asking Yandex Market: its pages, and failures that come inside a good answer."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from bizprobe.errors import AnswerError, BadAnswerError
from bizprobe.marketplaces.yandex_market.failures import ERROR, explain, failure
from bizprobe.marketplaces.yandex_market.paths import Endpoint
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, answer_signed
from bizprobe.remote.paging import CursorPaging
from bizprobe.remote.read import PagedRead, Taken
from bizprobe.remote.request import Request
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position
from bizprobe.remote.typed import decoded


class Found(msgspec.Struct, gc=False):
    """What every answer may say."""

    status: str = "OK"


class NextPage(msgspec.Struct, gc=False, rename="camel"):
    """The last page names no next one."""

    next_page_token: str | None = None


F = TypeVar("F", bound=Found)
R = TypeVar("R")

_PAGING = CursorPaging(kind="cursor", next=Selector("next"))


@dataclass(frozen=True, slots=True)
class YandexMarketApi:
    """One seller's account. `places` are what stands in the paths: the cabinet's and the shop's numbers."""

    account: Account
    signer: Signer
    base_url: str
    places: Mapping[str, int]

    async def ask(
        self,
        endpoint: Endpoint,
        decoder: msgspec.json.Decoder[F],
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> F:
        """What one call answers. Raises RemoteError."""
        request = Request(
            endpoint.method,
            self.base_url + endpoint.path.format_map(self.places),
            params=params or {},
            json=json,
            group=endpoint.group,
            cost=endpoint.cost,
            explain=explain,
        )
        answer = await answer_signed(self.account, self.signer, request)
        try:
            return _well(decoder, answer.body)
        except AnswerError as error:
            raise type(error)(f"{request.label}: {error}", status=answer.status) from None

    def pages(
        self,
        endpoint: Endpoint,
        decoder: msgspec.json.Decoder[F],
        take: Callable[[F], Taken[R]],
        json: Any = None,
    ) -> AsyncIterator[Taken[R]]:
        """All pages of one call; `take` takes the rows from an answer. Raises RemoteError."""

        async def ask(position: Position) -> F:
            token = {} if position.cursor is None else {"pageToken": str(position.cursor)}
            params = {"limit": str(endpoint.limit), **token}
            return await self.ask(endpoint, decoder, params=params, json=json)

        async def taken(found: F) -> Taken[R]:
            return take(found)

        return PagedRead(ask, taken, _PAGING, self.account.limits.max_pages).pages()


def taken(rows: R, keys: Sequence[str], paging: NextPage | None) -> Taken[R]:
    """The rows of one page. Raises BadAnswerError where one has no key."""
    if not all(keys):
        raise BadAnswerError(f"row {keys.index('') + 1}: the key is empty")
    return Taken(rows, keys, None, {"next": paging.next_page_token if paging else None})


def _well(decoder: msgspec.json.Decoder[F], body: bytes) -> F:
    try:
        found = decoded(decoder, body)
    except BadAnswerError as error:
        raise failure(body) or error from None
    if found.status == ERROR:
        raise failure(body) or BadAnswerError("the answer is a failure that cannot be read")
    return found
