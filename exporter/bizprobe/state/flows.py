"""The memory of flows: counters that go on after a restart, cursors, and the orders that were seen."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bizprobe.errors import StateError
from bizprobe.flow.records import Side, SideKnown, Sighting, Tally
from bizprobe.state.file import StateFile
from bizprobe.state.flow_tables import FLOW_TABLES, FlowEntry


@dataclass(frozen=True, slots=True)
class FlowKey:
    """Whose flow it is."""

    dealer: str
    channel: str
    flow: str


@dataclass(frozen=True, slots=True)
class FlowPast:
    """What is remembered before a run. `version` 0 is a flow that was never recorded."""

    version: int
    sides: Mapping[Side, SideKnown]


@dataclass(frozen=True, slots=True)
class SideTake:
    """One complete read of one side: every order that `source` has from `since` or later."""

    source: str
    since: datetime
    sightings: Sequence[Sighting]


@dataclass(frozen=True, slots=True)
class FlowTake:
    """All that one run read. `started` is before the reads, `keep_from` the oldest order to remember.

    `joined` says between which moments an order was placed that both sides must know. What is remembered
    of `unread` sides stays as it is.
    """

    version: int
    started: datetime
    keep_from: datetime
    joined: tuple[datetime, datetime]
    sides: Mapping[Side, SideTake]
    unread: frozenset[Side] = frozenset()


class FlowMemory:
    """The memory of one flow in the state file. Every method raises StateError."""

    def __init__(self, file: StateFile, key: FlowKey) -> None:
        self._file = file
        self._names = (key.dealer, key.channel, key.flow)

    async def recall(self, sources: Mapping[Side, str], joined_from: datetime) -> FlowPast:
        """What is remembered of the sides, as far as they still have the same source."""
        return await self._file.transact(lambda connection: self._recall(connection, sources, joined_from))

    async def record(self, take: FlowTake) -> Tally:
        """Writes one run down, whole or not at all, and says what is known now.

        Raises StateError where somebody else recorded a run since this one recalled the past.
        """
        return await self._file.transact(lambda connection: self._record(connection, take))

    def _recall(
        self, connection: sqlite3.Connection, sources: Mapping[Side, str], joined_from: datetime
    ) -> FlowPast:
        FLOW_TABLES.ensure(connection)
        rows: list[tuple[int, int]] = connection.execute(
            "SELECT id, version FROM flows WHERE (dealer, channel, flow) = (?, ?, ?)", self._names
        ).fetchall()
        if not rows:
            return FlowPast(0, {})
        flow, version = rows[0]
        entry = FlowEntry(connection, flow)
        sides = {side: entry.side(side, source) for side, source in sources.items()}
        return FlowPast(
            version,
            {
                side: replace(known, lacks_since=entry.lacks_since(side, joined_from))
                for side, known in sides.items()
                if known
            },
        )

    def _record(self, connection: sqlite3.Connection, take: FlowTake) -> Tally:
        FLOW_TABLES.ensure(connection)
        entry = FlowEntry(connection, self._claim(connection, take))
        came_in = {side: _enter(entry, side, take) for side in Side}
        entry.count(came_in[Side.CHANNEL], take.started)
        entry.prune(take.keep_from)
        joined = take.joined if Side.BOOK in take.sides else None
        return entry.tally(len(came_in[Side.CHANNEL]), joined)

    def _claim(self, connection: sqlite3.Connection, take: FlowTake) -> int:
        """Moves the version on, and gives the id of the flow."""
        if take.version == 0:
            claimed = connection.execute(
                "INSERT INTO flows (dealer, channel, flow, version, events, known_from)"
                " VALUES (?, ?, ?, 1, 0, 0) ON CONFLICT DO NOTHING RETURNING id",
                self._names,
            ).fetchall()
        else:
            claimed = connection.execute(
                "UPDATE flows SET version = version + 1"
                " WHERE (dealer, channel, flow, version) = (?, ?, ?, ?) RETURNING id",
                (*self._names, take.version),
            ).fetchall()
        if not claimed:
            flow = "/".join(self._names)
            raise StateError(f"another process recorded {flow} meanwhile; each needs a state file of its own")
        return int(claimed[0][0])


def _enter(entry: FlowEntry, side: Side, take: FlowTake) -> list[Sighting]:
    """Remembers a read of one side. Gives what came in: new orders of the time that was known before."""
    if side in take.unread:
        return []
    read = take.sides.get(side)
    known = entry.side(side, read.source) if read else None
    if known is None:
        entry.forget(side)
    if read is None:
        return []
    if side is Side.CHANNEL and (known is None or known.cursor < read.since):
        entry.set_known_from(read.since)
    cursor = max(take.started, known.cursor) if known else take.started
    entry.set_side(side, read.source, SideKnown(cursor, take.keep_from))
    counted_from = known.complete_from if known else read.since
    new = [sighting for sighting in read.sightings if entry.remember(side, sighting)]
    return [sighting for sighting in new if sighting.placed_at >= counted_from]
