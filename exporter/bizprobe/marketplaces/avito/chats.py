"""Chats of Avito's messenger: which began, and which wait for an answer. What people write is not decoded."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bizprobe.errors import IncompleteError
from bizprobe.marketplaces.avito.api import AvitoApi, moment
from bizprobe.marketplaces.avito.paths import CHATS, FARTHEST_CHAT
from bizprobe.records import Order, OrderStatus, Page
from bizprobe.remote.paging import OffsetPaging, Turn
from bizprobe.remote.read import Taken, in_row
from bizprobe.remote.template import Position

# New chats and those that wait are on the same pages; within one run these are asked for once.
_SHARE = 20.0
_INCOMING, _SYSTEM = "in", "system"


class _Message(msgspec.Struct, gc=False):
    created: int
    direction: str
    type: str = ""


class _Chat(msgspec.Struct, gc=False):
    id: str
    created: int
    updated: int
    last_message: _Message | None = None


class _Answer(msgspec.Struct, gc=False):
    chats: list[_Chat]


_ANSWER = msgspec.json.Decoder(_Answer)


class _NewestFirst(OffsetPaging):
    """Goes on until only older chats can follow. Beyond the farthest offset nothing can be asked for."""

    def after(self, turn: Turn) -> Position | None:
        if turn.payload["old"] or not turn.rows:
            return None
        if turn.read > FARTHEST_CHAT:
            raise IncompleteError(f"there are more than {turn.read} chats, and Avito shows no more of them")
        return super().after(turn)


_PAGING = _NewestFirst(kind="offset", size=CHATS.limit)


@dataclass(frozen=True, slots=True)
class ChatReader:
    """Reads chats, the newest change first."""

    api: AvitoApi

    async def began(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The chats that began at `since` or later."""
        async for number, chats in self._changed(since):
            orders = [Order(chat.id, moment(chat.created, "created", "unix")) for chat in chats]
            yield Page(number, [order for order in orders if order.placed_at >= since])

    async def waiting(self, since: datetime) -> AsyncIterator[Page[Order]]:
        """The chats in which the customer wrote last, at `since` or later; placed when that was."""
        async for number, chats in self._changed(since):
            orders = [_waiting(chat, chat.last_message) for chat in chats if chat.last_message]
            yield Page(number, [order for order in orders if order and order.placed_at >= since])

    async def page(self, offset: int = 0, share: float = 0.0) -> _Answer:
        """One page, or the answer of up to `share` seconds ago. Raises RemoteError."""
        params = {"limit": str(CHATS.limit), "offset": str(offset)}
        account = await self.api.number()
        return await self.api.ask(CHATS, _ANSWER, params=params, share=share, account=account)

    async def _changed(self, since: datetime) -> AsyncIterator[tuple[int, Sequence[_Chat]]]:
        """The pages with all chats that changed at `since` or later, and their numbers.

        The order is not in the documents. As long as it is seen to be the newest change first, what
        follows an older one is older too; a list in another order is read to its end.
        """
        oldest, falls = None, True

        async def ask(position: Position) -> _Answer:
            return await self.page(position.offset or 0, _SHARE)

        def take(found: _Answer) -> Taken[Sequence[_Chat]]:
            nonlocal oldest, falls
            for number, chat in enumerate(found.chats, start=1):
                with in_row(number):
                    changed = moment(chat.updated, "updated", "unix")
                falls = falls and (oldest is None or changed <= oldest)
                oldest = changed
            old = falls and oldest is not None and oldest < since
            return Taken(found.chats, [chat.id for chat in found.chats], None, {"old": old})

        number = 0
        async for taken in self.api.read(ask, take, _PAGING).pages():
            number += 1
            yield number, taken.rows


def _waiting(chat: _Chat, last: _Message) -> Order | None:
    if last.direction != _INCOMING or last.type == _SYSTEM:
        return None
    return Order(chat.id, moment(last.created, "last_message.created", "unix"), OrderStatus.NEW)
