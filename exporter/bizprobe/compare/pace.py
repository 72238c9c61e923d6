"""How fast stocks are sold, and which of them end soon at that pace."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_FEWEST = 20
_SHARE = 5


@dataclass(frozen=True, slots=True)
class RunningOut:
    """An item with `count` pieces, which last for `left` when `per_day` go on to be sold."""

    key: str
    count: int
    per_day: float
    left: timedelta


@dataclass(frozen=True, slots=True)
class Sales:
    """Pieces sold by key within `watched`. What was not sold is not in it."""

    sold: Mapping[str, int]
    watched: timedelta

    def running_out(self, counts: Mapping[str, int], within: timedelta, least: int) -> Iterator[RunningOut]:
        """What ends within that time, in no order. Fewer than `least` pieces tell no pace.

        What has none left has ended already.
        """
        watched, ahead = self.watched // _SECOND, within // _SECOND
        for key, sold in self.sold.items():
            count = counts.get(key, 0)
            if sold >= least and 0 < count * watched <= sold * ahead:
                left = timedelta(seconds=count * watched / sold)
                yield RunningOut(key, count, sold * _DAY / self.watched, left)


def sold_between(before: Mapping[str, int], now: Mapping[str, int]) -> Counter[str]:
    """Pieces that went between two looks at the same shelf; what came in does not count against them.

    Nothing where a fifth of all that was in stock is sold out at once: shops do not sell like that, but lists
    that were written wrong look so.
    """
    gone = Counter({key: had - now[key] for key, had in before.items() if now.get(key, had) < had})
    stocked = sum(had > 0 for had in before.values())
    emptied = sum(before[key] > 0 >= now[key] for key in gone)
    return Counter() if emptied >= max(_FEWEST, stocked / _SHARE) else gone
