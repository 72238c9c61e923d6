"""What the references of 1C stand for: read once, kept for hours."""

from datetime import datetime, timedelta

import anyio

from bizprobe.clock import Clock
from bizprobe.errors import TooLargeError
from bizprobe.runlog import note
from bizprobe.systems.odata_1c.reader import Reader, Row, Selection, text_of

REFERENCE, DELETED = "Ref_Key", "DeletionMark"
# A reference that nobody knows may be of something new; asking at each run would cost minutes.
_NEW = timedelta(minutes=5)


class Catalogue:
    """The texts that one catalogue has for its references."""

    def __init__(
        self, reader: Reader, clock: Clock, selection: Selection, keep: float, max_rows: int
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._selection = selection
        self._keep = timedelta(seconds=keep)
        self._max_rows = max_rows
        self._lock = anyio.Lock()
        self._read_at: datetime | None = None
        self.texts: dict[str, str | None] = {}
        """By reference; None for what is marked for deletion."""

    async def refresh(self) -> None:
        """Reads it where it was never read, or too long ago. Raises RemoteError."""
        await self._read_unless_younger(self._keep)

    async def knows(self, reference: str) -> bool:
        """Whether the reference is there; where it is not, the catalogue is read anew."""
        if reference not in self.texts:
            await self._read_unless_younger(_NEW)
        return reference in self.texts

    async def _read_unless_younger(self, age: timedelta) -> None:
        async with self._lock:
            if self._read_at is not None and self._clock.now() - self._read_at < age:
                return
            texts: dict[str, str | None] = {}
            async for rows in self._reader.rows(self._selection):
                texts |= dict(map(self._entry, rows))
                if len(texts) > self._max_rows:
                    raise TooLargeError(f"{self._selection.resource} has more than {self._max_rows} rows")
            self.texts, self._read_at = texts, self._clock.now()
            note(f"{self._selection.resource}: {len(texts)} entries")

    def _entry(self, row: Row) -> tuple[str, str | None]:
        reference, name = self._selection.fields[:2]
        text = None if row.get(DELETED) is True else text_of(row, name)
        return text_of(row, reference), text
