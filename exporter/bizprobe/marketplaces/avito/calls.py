"""Calls that came in through Avito's call tracking. The customer's number is not even decoded."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from bizprobe.errors import AnswerError, ClientError, ServerError, UnauthorizedError
from bizprobe.marketplaces.avito.api import AvitoApi, moment, written
from bizprobe.marketplaces.avito.paths import CALLS
from bizprobe.records import MISSED, Order, Page
from bizprobe.remote.paging import OffsetPaging
from bizprobe.remote.read import Taken, in_row, order_pages
from bizprobe.remote.template import Position
from bizprobe.runlog import note

# One call covers three months, which have 89 days at least.
SHOWN = timedelta(days=89)

_PAGING = OffsetPaging(kind="offset", size=CALLS.limit)
_WELL, _NO_RIGHT, _BROKEN = 0, 1002, 1003


class _Call(msgspec.Struct, gc=False, rename="camel"):
    call_id: int
    call_time: str
    talk_duration: int


class _Error(msgspec.Struct, gc=False):
    code: int


class _Answer(msgspec.Struct, gc=False):
    error: _Error
    calls: list[_Call] | None = None


_ANSWER = msgspec.json.Decoder(_Answer)


@dataclass(frozen=True, slots=True)
class CallReader:
    """Reads calls. The list ends with an empty page."""

    api: AvitoApi

    def came_in(self, since: datetime, now: datetime) -> AsyncIterator[Page[Order]]:
        """The calls from `since` to `now`."""
        earliest = max(since, now - SHOWN)
        if earliest > since:
            note(f"Avito shows {SHOWN.days} days of calls; what is older is left out")

        async def ask(position: Position) -> _Answer:
            return await self.page(earliest, now, position.offset or 0)

        return order_pages(self.api.read(ask, _take, _PAGING), since)

    async def page(self, since: datetime, until: datetime, offset: int = 0) -> _Answer:
        """One page. Raises RemoteError, also where the failure comes inside a good answer."""
        period = {"dateTimeFrom": written(since), "dateTimeTo": written(until)}
        found = await self.api.ask(CALLS, _ANSWER, json={**period, "limit": CALLS.limit, "offset": offset})
        error = _failure(found.error.code)
        if isinstance(error, UnauthorizedError):
            # The next one asks for a new token, as after a 401.
            await self.api.signer.renew()
        if error is not None:
            raise error
        return found


def _take(found: _Answer) -> Taken[Sequence[Order]]:
    orders = []
    for number, call in enumerate(found.calls or (), start=1):
        with in_row(number):
            orders.append(_order(call))
    return Taken(orders, [order.number for order in orders], None, None)


def _order(call: _Call) -> Order:
    word = "" if call.talk_duration > 0 else MISSED
    return Order(str(call.call_id), moment(call.call_time, "callTime"), word=word)


def _failure(code: int) -> AnswerError | None:
    if code == _WELL:
        return None
    words = f"{CALLS.path}: the answer says that it is a failure: error {code}"
    if code == _NO_RIGHT:
        return UnauthorizedError(words, status=200)
    return (ServerError if code == _BROKEN else ClientError)(words, status=200)
