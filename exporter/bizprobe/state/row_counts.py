"""How many rows a channel had at the last read of it, for the plan of the next ones."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from bizprobe.settings.model import Offer
from bizprobe.state.file import StateFile
from bizprobe.state.flow_tables import FLOW_TABLES
from bizprobe.state.schema import Schema

_FIRST = (
    """
    CREATE TABLE row_counts (
        dealer TEXT NOT NULL,
        channel TEXT NOT NULL,
        offer TEXT NOT NULL,
        rows INTEGER NOT NULL,
        PRIMARY KEY (dealer, channel, offer)
    ) STRICT, WITHOUT ROWID
    """,
)
ROW_COUNT_TABLES = Schema("row_counts", (_FIRST,))

_SEEN = (
    "SELECT dealer, channel, flow, count(*) FROM flows JOIN flow_orders ON flow_id = flows.id"
    " WHERE side = 'channel' GROUP BY flows.id"
)
_OFFERS = {"calls": Offer.CALLS, "messages": Offer.MESSAGES}


@dataclass(frozen=True, slots=True)
class RowKey:
    """What was read of which channel."""

    dealer: str
    channel: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class RowCounts:
    """The row counts of the state file. Methods raise StateError."""

    file: StateFile

    async def record(self, key: RowKey, rows: int) -> None:
        """Writes down how many there were."""

        def write(connection: sqlite3.Connection) -> None:
            ROW_COUNT_TABLES.ensure(connection)
            connection.execute(
                "INSERT OR REPLACE INTO row_counts VALUES (?, ?, ?, ?)",
                (key.dealer, key.channel, key.offer, rows),
            )

        await self.file.transact(write)

    async def known(self) -> Mapping[RowKey, int]:
        """The last count of each; of a flow, what came in within its horizon."""
        return await self.file.transact(_known)


def _known(connection: sqlite3.Connection) -> Mapping[RowKey, int]:
    ROW_COUNT_TABLES.ensure(connection)
    FLOW_TABLES.ensure(connection)
    seen = {
        RowKey(dealer, channel, _OFFERS.get(flow, Offer.ORDERS)): rows
        for dealer, channel, flow, rows in connection.execute(_SEEN)
    }
    read = connection.execute("SELECT dealer, channel, offer, rows FROM row_counts")
    return seen | {RowKey(dealer, channel, Offer(offer)): rows for dealer, channel, offer, rows in read}
