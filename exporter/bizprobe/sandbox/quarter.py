"""One world with what it keeps on disk, and the application that speaks for it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette

from bizprobe.clock import Clock
from bizprobe.sandbox import keys
from bizprobe.sandbox.app import build_app, key_names
from bizprobe.sandbox.faces.shop import ShopDatabase
from bizprobe.sandbox.integration import INBOX_KEY
from bizprobe.sandbox.options import Options
from bizprobe.sandbox.places import SHOP, WILDBERRIES, ChannelPlace
from bizprobe.sandbox.tokens import TokenFile
from bizprobe.sandbox.world import World

SHOP_FILE = "shop.db"


class _Kept(Protocol):
    def keep(self, world: World) -> None: ...


@dataclass(frozen=True, slots=True)
class Quarter:
    """A world, its application, its keys by name, and the files that follow what happens there."""

    world: World
    app: Starlette
    keys: Mapping[str, str]
    files: Sequence[_Kept]

    def live(self, now: datetime) -> None:
        """Lets time pass until `now`, and writes what became of it."""
        self.world.advance(now)
        for file in self.files:
            file.keep(self.world)


@contextmanager
def quarter_opened(
    data: Path, channels: Sequence[ChannelPlace], options: Options, clock: Clock
) -> Iterator[Quarter]:
    """A quarter with these channels, which keeps its files in `data` as long as the block lasts."""
    known = keys.keep(data, (*key_names(channels), INBOX_KEY))
    world = World(
        clock.now(),
        seed=options.seed,
        rate=options.rate,
        history=options.history,
        items=options.items,
        channels=channels,
    )
    app = build_app(
        world, clock, known, seed=options.seed, slowness=options.slowness, exhaustion=options.exhaustion
    )
    with ExitStack() as stack:
        quarter = Quarter(world, app, known, list(_files(data, channels, known, stack)))
        quarter.live(clock.now())
        yield quarter


def _files(
    data: Path, channels: Sequence[ChannelPlace], known: Mapping[str, str], stack: ExitStack
) -> Iterator[_Kept]:
    names = {place.name for place in channels}
    if SHOP in names:
        yield stack.enter_context(closing(ShopDatabase(data / SHOP_FILE)))
    if WILDBERRIES in names:
        yield TokenFile(data / keys.FOLDER, known[WILDBERRIES])
