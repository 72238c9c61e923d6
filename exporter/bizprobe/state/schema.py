"""Tables that can change from release to release, each group of them on its own."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bizprobe.errors import StateError


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one room. Each step holds the statements from one version to the next.

    A step that was released never changes; a later release adds one.
    """

    room: str
    steps: Sequence[Sequence[str]]

    def ensure(self, connection: sqlite3.Connection) -> None:
        """Brings the tables up to date within the transaction under way. Raises StateError."""
        version = self._version(connection)
        if version > len(self.steps):
            raise StateError(f"the state of {self.room} was written by a later release (version {version})")
        for step in self.steps[version:]:
            for statement in step:
                connection.execute(statement)
        if version < len(self.steps):
            connection.execute(
                "INSERT OR REPLACE INTO schema_versions VALUES (?, ?)", (self.room, len(self.steps))
            )

    def _version(self, connection: sqlite3.Connection) -> int:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_versions"
            " (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"
        )
        found = connection.execute("SELECT version FROM schema_versions WHERE room = ?", (self.room,))
        row: tuple[int] | None = found.fetchone()
        return row[0] if row else 0
