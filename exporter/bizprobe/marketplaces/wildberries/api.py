"""Asking Wildberries: one token for all hosts, and failures that come inside a good answer."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from bizprobe.errors import BadAnswerError, ClientError
from bizprobe.marketplaces.wildberries.paths import LIMIT, Area, Endpoint, Hosts
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, answer_signed
from bizprobe.remote.paging import OffsetPaging
from bizprobe.remote.read import PagedRead, Taken
from bizprobe.remote.request import Request
from bizprobe.remote.template import Position
from bizprobe.remote.typed import decoded

T = TypeVar("T")


class Card(Protocol):
    """A row of the price area: one card, whatever sizes it has."""

    @property
    def nm_id(self) -> int: ...


C = TypeVar("C", bound=Card)

_PAGING = OffsetPaging(kind="offset", size=LIMIT)


class _Envelope(msgspec.Struct, gc=False):
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: bool = False


_ENVELOPE = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True)
class WildberriesApi:
    """One seller's account."""

    account: Account
    signer: Signer
    hosts: Hosts

    async def ask(
        self,
        endpoint: Endpoint,
        decoder: msgspec.json.Decoder[T],
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        share: float = 0.0,
        **places: int,
    ) -> T:
        """What one call answers; `places` are those in its path. Raises RemoteError.

        An answer that is not older than `share` seconds serves as well.

        A 204, which elsewhere means success, is no answer to a question.
        """
        url = self.hosts.address(endpoint.area) + endpoint.path.format(**places)
        request = Request(
            endpoint.method, url, params=params or {}, json=json, group=endpoint.area, share=share
        )
        answer = await answer_signed(self.account, self.signer, request)
        try:
            wrapped = endpoint.area is Area.PRICES
            return decoded(decoder, _content(answer.body) if wrapped else answer.body)
        except (BadAnswerError, ClientError) as error:
            raise type(error)(f"{request.label}: {error}", status=answer.status) from None

    async def cards(
        self,
        endpoint: Endpoint,
        decoder: msgspec.json.Decoder[T],
        rows: Callable[[T], Sequence[C]],
        share: float = 0.0,
    ) -> AsyncIterator[Sequence[C]]:
        """The pages of a list of the price area, which ends with an empty one."""

        async def ask(position: Position) -> T:
            params = {"limit": str(LIMIT), "offset": str(position.offset)}
            return await self.ask(endpoint, decoder, params=params, share=share)

        async def take(found: T) -> Taken[Sequence[C]]:
            cards = rows(found)
            return Taken(cards, [str(card.nm_id) for card in cards], None, None)

        async for taken in PagedRead(ask, take, _PAGING, self.account.limits.max_pages).pages():
            if taken.rows:
                yield taken.rows


def _content(body: bytes) -> msgspec.Raw:
    envelope = decoded(_ENVELOPE, body)
    if envelope.error:
        raise ClientError("the answer says that it is a failure: error is true")
    return envelope.data
