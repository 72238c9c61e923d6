"""What a database is asked, and where in its rows the answers stand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from pydantic import model_validator
from sqlalchemy import text

from bizprobe.errors import QueryError
from bizprobe.remote.moment import TimeField, TimeFormat
from bizprobe.remote.read import in_row
from bizprobe.remote.row import MoneyFormat, RowFormat
from bizprobe.settings.model import Strict

T = TypeVar("T")

_COUNTED = frozenset({"unix", "unix_ms"})
_LINE = frozenset({"key", "quantity", "price"})


class SqlRead(Strict):
    """One SELECT, and the columns that it must and may give."""

    names: ClassVar[frozenset[str]] = frozenset({"channel"})
    columns: ClassVar[frozenset[str]]
    more_columns: ClassVar[frozenset[str]] = frozenset()

    query: str
    """One SELECT. :channel is the name of the channel."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in sorted(set(text(self.query).compile().params) - self.names):
            known = ", ".join(f":{known}" for known in sorted(self.names))
            raise ValueError(f"query: ':{name}' is not known here; there is {known}")
        return self

    def places(self, found: Sequence[str]) -> dict[str, int]:
        """Where in a row each column stands. Raises QueryError, which names the one that is missing."""
        known = self.columns | self.more_columns
        places = {name: index for index, name in enumerate(found) if name in known}
        missing = sorted(self.columns - set(places))
        if missing:
            raise QueryError(f"the query gives no column {missing[0]}; name it with AS {missing[0]}")
        money = next((name for name in ("amount", "price") if name in places), None)
        if money and "currency" not in places and not self._shares_a_currency():
            raise QueryError(
                f"the query gives {money}, but neither a column currency nor the setting currency is there"
            )
        return places

    def _shares_a_currency(self) -> bool:
        return isinstance(self, MoneyFormat) and self.currency is not None


class SqlOrders(SqlRead, RowFormat):
    """A query for orders: number, placed_at and, where there are any, status, amount, currency."""

    names: ClassVar[frozenset[str]] = frozenset({"since", "channel"})
    columns: ClassVar[frozenset[str]] = frozenset({"number", "placed_at"})
    more_columns: ClassVar[frozenset[str]] = frozenset({"status", "amount", "currency"}) | _LINE

    query: str
    """One SELECT. :since is the moment to read from, :channel the name of the channel. With key, price and
    quantity (else 1), each row is a line of an order, and the order has as many rows."""
    since: TimeField | None = None
    """How :since is written, where the column is no timestamp: as `time`."""

    def places(self, found: Sequence[str]) -> dict[str, int]:
        """A row with a key and a price is a line of an order; one of them alone is something else."""
        is_line = {"key", "price"} <= set(found)
        return super().places([name if is_line or name not in _LINE else "" for name in found])

    @property
    def needs_zone(self) -> bool:
        """Whether times are written as on a clock, which shows the right time in one zone only."""
        return (self.since or self.time).text not in _COUNTED

    def written_since(self, ready: TimeFormat | None) -> TimeFormat | None:
        """How :since is bound, where the database has a `ready` way; None is a timestamp with its zone."""
        if self.since is not None or self.time.text != "iso":
            return self.since or self.time
        return ready


class SqlOpenOrders(SqlOrders):
    """A query for all orders that are not finished."""

    names: ClassVar[frozenset[str]] = SqlRead.names
    columns: ClassVar[frozenset[str]] = frozenset({"number", "placed_at", "status"})


class SqlPrices(SqlRead, MoneyFormat):
    """A query for the price of every item: key, amount and, where there is one, currency."""

    columns: ClassVar[frozenset[str]] = frozenset({"key", "amount"})
    more_columns: ClassVar[frozenset[str]] = frozenset({"currency"})


class SqlStocks(SqlRead):
    """A query for how much of every item can be ordered: key, count and, where it is known, reserved."""

    columns: ClassVar[frozenset[str]] = frozenset({"key", "count"})
    more_columns: ClassVar[frozenset[str]] = frozenset({"reserved"})


def made_rows(
    batch: Sequence[Sequence[Any]],
    places: Mapping[str, int],
    make: Callable[[Mapping[str, Any]], T],
    before: int,
) -> list[T]:
    """What `make` makes of each row; `before` is how many came earlier. Raises BadAnswerError."""
    made = []
    for number, row in enumerate(batch, start=before + 1):
        with in_row(number):
            made.append(make({name: row[index] for name, index in places.items()}))
    return made
