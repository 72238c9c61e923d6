"""Settings of a database of the seller."""

from typing import Literal, Self

from pydantic import Field, model_validator

from bizprobe.settings.blocks import SystemSettings
from bizprobe.settings.model import Duration, Offer, ZoneName
from bizprobe.settings.secret import Secret, SecretFile
from bizprobe.systems.sql.databases.url import DatabaseUrl, database_of
from bizprobe.systems.sql.reads import SqlOpenOrders, SqlOrders, SqlPrices, SqlStocks


class SqlSettings(SystemSettings):
    """A database, asked by queries: PostgreSQL, SQLite, MariaDB, MySQL or MS SQL."""

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
    prices: SqlPrices | None = None
    """The query for the price of every item."""
    stocks: SqlStocks | None = None
    """The query for how much of every item can be ordered."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.offers():
            raise ValueError("expected at least one of orders, open_orders, prices, stocks")
        if self.password is not None and self.password_file is not None:
            raise ValueError("expected either password or password_file")
        database = database_of(self.url)
        if not database.has_passwords and (self.password or self.password_file):
            raise ValueError(f"a {database.title} file has no password")
        if not database.keeps_zones and self.timezone is None:
            self._check_clocks(database.title)
        return self

    def _check_clocks(self, database: str) -> None:
        # A :since in the wrong zone lies hours behind every row, which looks like silence.
        if any(read is not None and read.needs_zone for read in (self.orders, self.open_orders)):
            raise ValueError(
                f"{database} keeps no time zones: say timezone, the zone of the times in it "
                "(UTC for those that SQLite wrote itself), or time: unix, or since: unix"
            )

    def offers(self) -> frozenset[Offer]:
        return frozenset(offer for offer in Offer if getattr(self, offer, None) is not None)
