"""What was scraped minute by minute, as series: each holds only the minutes at which it changed."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

_JOB = b'instance="exporter:19310",job="bizprobe"'
Change = tuple[int, bytes | None]
"""From this minute on the series has this value, or is not shown."""


class Film:
    """A film of `minutes`, of the families that `wanted` names; begins at `start`, in Unix seconds."""

    def __init__(self, start: int, wanted: Iterable[str]) -> None:
        self.start = start
        self.minutes = 0
        self.series: dict[bytes, list[Change]] = {}
        self._wanted = {name.encode() for name in wanted}
        self._shown: dict[bytes, tuple[bytes, frozenset[bytes]]] = {}

    def add(self, page: Iterable[bytes]) -> None:
        """A scrape: a piece for each family, from its help to its last sample."""
        pieces = {piece.split(b" ", 3)[2]: piece for piece in page}
        for family in self._shown.keys() - pieces.keys():
            pieces[family] = b""
        for family, piece in pieces.items():
            if family in self._wanted:
                self._compare(family, piece)
        self.minutes += 1

    def hold(self, series: str, value: float) -> None:
        """A series that has this value all the time."""
        self.series[series.encode()] = [(0, str(value).encode())]

    def values(self, family: str) -> Mapping[str, list[float]]:
        """The series of a family with the values that they had, one after the other."""
        return {
            series: [float(value) for _, value in changes if value is not None]
            for series, changes in self.changes(family).items()
        }

    def changes(self, family: str) -> Mapping[str, Sequence[Change]]:
        """The series of a family with the minutes at which they changed."""
        name = family.encode()
        return {
            series.decode(): changes
            for series, changes in self.series.items()
            if series.partition(b"{")[0] == name
        }

    def lines(self, wanted: Container[str], *, without: str) -> Iterator[bytes]:
        """Samples of `wanted` names as lines of OpenMetrics; no series that begins like `without`."""
        left_out = re.compile(without.encode())
        times = [b" %d\n" % (self.start + 60 * minute) for minute in range(self.minutes)]
        for series, changes in self.series.items():
            if series.partition(b"{")[0].decode() not in wanted or left_out.match(series):
                continue
            for (since, value), (until, _) in pairwise([*changes, (self.minutes, None)]):
                if value is not None:
                    beginning = _scraped(series) + b" " + value
                    yield beginning + beginning.join(times[since:until])

    def _compare(self, family: bytes, piece: bytes) -> None:
        before, lines = self._shown.get(family, (b"", frozenset()))
        if piece == before:
            return
        now = frozenset(line for line in piece.split(b"\n") if line and not line.startswith(b"#"))
        come = dict(_split(now - lines))
        gone = dict(_split(lines - now)).keys() - come.keys()
        for series, value in come.items():
            self.series.setdefault(series, []).append((self.minutes, value))
        for series in gone:
            self.series[series].append((self.minutes, None))
        self._shown[family] = (piece, now)


def _scraped(series: bytes) -> bytes:
    """With the labels of the exporter's job, where no other was said."""
    name, brace, labels = series.partition(b"{")
    if b'job="' in labels:
        return series
    return name + b"{" + _JOB + (b"," + labels if brace else b"}")


def _split(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for line in lines:
        series, _, value = line.rpartition(b" ")
        yield series, value
