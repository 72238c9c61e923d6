"""Asking Avito."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from bizprobe.errors import AnswerError, BadAnswerError
from bizprobe.marketplaces.avito.paths import ACCOUNT, Endpoint
from bizprobe.remote.account import Account
from bizprobe.remote.auth import Signer, answer_signed
from bizprobe.remote.moment import TimeFormat
from bizprobe.remote.paging import Paging
from bizprobe.remote.read import PagedRead, Taken
from bizprobe.remote.request import Request
from bizprobe.remote.template import Position
from bizprobe.remote.typed import decoded

T = TypeVar("T")
R = TypeVar("R")

_UTC = ZoneInfo("UTC")
_WRITTEN = TimeFormat("iso")


class _Self(msgspec.Struct, gc=False):
    id: int


_SELF = msgspec.json.Decoder(_Self)


@dataclass(slots=True)
class AvitoApi:
    """One seller's account. Its number at Avito is asked for once."""

    account: Account
    signer: Signer
    base_url: str
    _number: int | None = field(default=None, init=False)

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
        """What one call answers; `places` are those in its path. Raises RemoteError."""
        request = Request(
            endpoint.method,
            self.base_url + endpoint.path.format_map(places),
            params=params or {},
            json=json,
            group=endpoint.group or "",
            share=share,
        )
        answer = await answer_signed(self.account, self.signer, request)
        try:
            return decoded(decoder, answer.body)
        except AnswerError as error:
            raise type(error)(f"{request.label}: {error}", status=answer.status) from None

    def read(
        self, ask: Callable[[Position], Awaitable[T]], take: Callable[[T], Taken[R]], paging: Paging
    ) -> PagedRead[R]:
        """All pages of one call."""

        async def taken(found: T) -> Taken[R]:
            return take(found)

        return PagedRead(ask, taken, paging, self.account.limits.max_pages)

    async def number(self) -> int:
        """The number of the account, which some paths carry. Raises RemoteError."""
        if self._number is None:
            self._number = (await self.ask(ACCOUNT, _SELF)).id
        return self._number


def moment(value: Any, name: str, form: str = "iso") -> datetime:
    """A time that Avito wrote. Raises BadAnswerError, which names the field."""
    try:
        return TimeFormat(form).read(value, _UTC)
    except ValueError as error:
        raise BadAnswerError(f"{name} {error}") from None


def written(at: datetime) -> str:
    """A time as Avito reads it."""
    return str(_WRITTEN.write(at, _UTC))
