"""A remote side as its description says: the same for marketplaces and for the seller's own systems."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bizprobe.errors import ProbeError
from bizprobe.records import Order, Page
from bizprobe.remote.auth import ask_signed
from bizprobe.remote.description import Description, OrderFields, OrdersRead
from bizprobe.remote.read import PagedRead
from bizprobe.remote.request import Request
from bizprobe.remote.row import RowReader
from bizprobe.remote.template import Position, Question, Template
from bizprobe.remote.token import signer_for
from bizprobe.surroundings import Surroundings


class DescribedSide:
    """Asks a remote side over HTTP what its settings describe."""

    def __init__(self, settings: Description, surroundings: Surroundings) -> None:
        self._settings = settings
        self._zone = settings.zone(surroundings.dealer.timezone)
        self._account = surroundings.account(settings.limits)
        self._signer = signer_for(settings.auth, settings.base_url, self._account, surroundings.clock)

    def orders(self, since: datetime, channel: str) -> AsyncIterator[Page[Order]]:
        """The orders of that channel placed at `since` (aware) or later."""
        return self._read(self._settings.orders, channel, since)

    def open_orders(self, channel: str) -> AsyncIterator[Page[Order]]:
        """All orders of that channel that are not finished."""
        return self._read(self._settings.open_orders, channel, None)

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()

    def _read(
        self, settings: OrdersRead | None, channel: str, since: datetime | None
    ) -> AsyncIterator[Page[Order]]:
        if settings is None:
            raise ProbeError("asked for something that is not described")
        reader = RowReader(settings, self._zone)

        async def ask(position: Position) -> Any:
            question = Question(position, channel, self._zone, since)
            request = build_request(self._settings.base_url, settings, question)
            return await ask_signed(self._account, self._signer, request)

        return PagedRead(
            ask=ask,
            paging=settings.paging,
            max_pages=self._settings.limits.max_pages,
            rows=settings.rows,
            order=lambda row: reader.order(select(settings.fields, row)),
            total=settings.total,
            error=settings.error,
        ).pages(since)


def build_request(base_url: str, read: OrdersRead, question: Question) -> Request:
    """The request for one page. Parameters, headers and fields without a value are left out."""
    return Request(
        method=read.method,
        url=base_url + _path(read.path, question),
        headers=_texts(read.headers, question),
        params=_texts(read.params, question),
        json=None if read.body is None else read.body.render(question),
        form=None if read.form is None else _texts(read.form, question),
    )


def select(fields: OrderFields, row: Any) -> dict[str, Any]:
    """The fields of a row that the settings name."""
    return {name: selector(row) for name, selector in fields if selector is not None}


def _texts(templates: dict[str, Template], question: Question) -> dict[str, str]:
    values = ((key, template.render(question)) for key, template in templates.items())
    return {key: str(value) for key, value in values if value is not None}


def _path(template: Template, question: Question) -> str:
    return "".join(quote(text, safe="") if filled else text for text, filled in template.pieces(question))
