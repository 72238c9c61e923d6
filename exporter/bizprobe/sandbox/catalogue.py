"""What the seller sells: the items of the catalogue."""

from dataclasses import dataclass
from random import Random

FEW = 300
"""How many items there are if nobody says otherwise."""
MOST = 12_000
"""How many there can be."""

# Two keys that only a text tells apart.
_TWINS = ("0557722", "557722")
_NUMBERS = range(100_000, 3_000_000)
_FRACTIONS = (0, 5, 20, 50, 90, 90, 90, 99)
_SOLD_NO_MORE = 0.04
_STEPS = 7


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `sku` may begin with zeros; `kopecks` is the price that it began with.

    `pieces` is how many lie there after a refill: none of what is listed and not sold at present.
    """

    sku: str
    kopecks: int
    pieces: int

    def price(self, revision: int) -> int:
        """The price in kopecks after so many changes: up by one hundredth each, and after some back again."""
        return self.kopecks + self.kopecks * (revision % _STEPS) // 100


def draw_items(seed: int, count: int) -> tuple[Item, ...]:
    """The catalogue: the same seed and count bring the same items."""
    random = Random(f"{seed}/catalogue")
    skus = [*_TWINS, *(f"{number:07d}" for number in random.sample(_NUMBERS, count) if number != 557_722)]
    return tuple(_draw(sku, random) for sku in skus[:count])


def _draw(sku: str, random: Random) -> Item:
    kopecks = int(random.triangular(35, 4500, 300)) * 100 + random.choice(_FRACTIONS)
    return Item(sku, kopecks, 0 if random.random() < _SOLD_NO_MORE else random.randint(5, 40))
