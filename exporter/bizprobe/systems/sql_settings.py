"""Settings of a database of the seller."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from sqlalchemy import text

from bizprobe.remote.moment import TimeField, TimeFormat
from bizprobe.remote.row import RowFormat
from bizprobe.settings.blocks import SystemSettings
from bizprobe.settings.model import Duration, Offer, ZoneName
from bizprobe.settings.secret import Secret, SecretFile
from bizprobe.systems.database import SQLITE, DatabaseUrl, dialect


class SqlOrders(RowFormat):
    """A query for orders: number, placed_at and, where there are any, status, amount, currency."""

    names: ClassVar[frozenset[str]] = frozenset({"since", "channel"})
    columns: ClassVar[frozenset[str]] = frozenset({"number", "placed_at"})

    query: str
    """One SELECT. :since is the moment to read from, :channel the name of the channel."""
    since: TimeField | None = None
    """How :since is written, where the column is no timestamp: as `time`."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in sorted(set(text(self.query).compile().params) - self.names):
            known = ", ".join(f":{known}" for known in sorted(self.names))
            raise ValueError(f"query: ':{name}' is not known here; there is {known}")
        return self

    def written_since(self, database: str) -> TimeFormat | None:
        """How :since is bound; None means as a timestamp with its zone."""
        if self.since is not None or self.time.text != "iso":
            return self.since or self.time
        # What SQLite's own CURRENT_TIMESTAMP looks like. A T where this has a space sorts behind it, so that
        # comparing with such texts gives at most a day too much, and never too little.
        return TimeFormat("%Y-%m-%d %H:%M:%S") if database == SQLITE else None


class SqlOpenOrders(SqlOrders):
    """A query for all orders that are not finished."""

    names: ClassVar[frozenset[str]] = frozenset({"channel"})
    columns: ClassVar[frozenset[str]] = frozenset({"number", "placed_at", "status"})


class SqlSettings(SystemSettings):
    """A PostgreSQL or SQLite database, asked by queries."""

    kind: Literal["sql"]
    url: DatabaseUrl
    """Where the database is, without a password."""
    password: Secret | None = None
    """The user's password, from the environment."""
    password_file: SecretFile | None = None
    """The file that holds the user's password."""
    timezone: ZoneName | None = None
    """The zone of times without one; the dealer's where it is left out."""
    connect_timeout: Duration = 5.0
    """How long connecting may take."""
    statement_timeout: Duration = 10.0
    """How long the server may work on one statement, and on each part of its answer."""
    lock_timeout: Duration = 2.0
    """How long a query may wait for a lock."""
    concurrency: int = Field(default=2, ge=1, le=64)
    """How many queries may run at once."""
    max_rows: int = Field(default=200_000, ge=1)
    """The longest answer that is read."""
    orders: SqlOrders | None = None
    """The query for orders since a moment."""
    open_orders: SqlOpenOrders | None = None
    """The query for all orders that are not finished."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.orders is None and self.open_orders is None:
            raise ValueError("expected orders, open_orders or both")
        if self.password is not None and self.password_file is not None:
            raise ValueError("expected either password or password_file")
        if dialect(self.url) == SQLITE and (self.password or self.password_file):
            raise ValueError("a SQLite file has no password")
        return self

    def offers(self) -> frozenset[Offer]:
        reads = {Offer.ORDERS: self.orders, Offer.OPEN_ORDERS: self.open_orders}
        return frozenset(offer for offer, read in reads.items() if read is not None)
