"""Who lives in the sandbox: the channels of two dealers, and the systems of one of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import cycle, islice
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
SAMARA = ZoneInfo("Europe/Samara")

BOOK = "crm"
"""The seller's book, where the orders of all channels of the dealer `demo` arrive."""
SHOP = "shop"
"""The seller's own shop."""
ERP = "erp"
"""The seller's ERP, which says what everything costs and how much of it there is."""
WILDBERRIES, YANDEX = "wildberries", "yandex-market"


class Role(StrEnum):
    """What a place of the sandbox is; decides which faults it can have."""

    MARKETPLACE = "marketplace"
    SHOP = "shop"
    FORMS = "forms"
    BOOK = "book"
    ERP = "erp"


class Trait(StrEnum):
    """What only some marketplaces have."""

    QUARANTINE = "quarantine"
    """Its API says which new prices it holds back."""
    EXPIRY = "expiry"
    """Its API says when the key expires."""
    RIGHTS = "rights"
    """Its API says what the key may be used for."""
    LINES = "lines"
    """Its API says what each piece of an order cost."""
    EXCHANGES = "exchanges"
    """The integration software reports what it exchanges with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Anything in the sandbox that a fault can hit."""

    name: str
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class ChannelPlace(Place):
    """A channel. `weight` is its share of the world's rate; `shape` is the name of its face."""

    dealer: str
    zone: ZoneInfo
    weight: float
    shape: str
    number: Callable[[int], str]
    """Writes an order's number, as this channel does, from the order's serial."""
    lines: int = 2
    """How many pieces an order is of; 0 for leads."""
    account: str = ""
    """The number of the seller's account, where the API asks for one."""
    traits: frozenset[Trait] = frozenset()

    @property
    def sells(self) -> bool:
        """Whether it shows goods, and its orders go on to the book."""
        return self.lines > 0


def _posting(serial: int) -> str:
    return f"{serial // 10000:08d}-{serial % 10000:04d}-1"


def _prefixed(prefix: str) -> Callable[[int], str]:
    return lambda serial: f"{prefix}-{serial}"


def _marketplace(
    name: str,
    title: str,
    weight: float,
    number: Callable[[int], str],
    *,
    account: str = "",
    shape: str = "",
    traits: Sequence[Trait] = (),
) -> ChannelPlace:
    return ChannelPlace(
        name,
        Role.MARKETPLACE,
        title,
        "demo",
        MOSCOW,
        weight,
        shape or name,
        number,
        account=account,
        traits=frozenset(traits),
    )


def _ozon(name: str, title: str, weight: float, account: str) -> ChannelPlace:
    traits = (Trait.EXPIRY, Trait.RIGHTS, Trait.LINES)
    return _marketplace(name, title, weight, _posting, account=account, shape="ozon", traits=traits)


def _form(name: str, title: str, weight: float) -> ChannelPlace:
    number = _prefixed("lead")
    return ChannelPlace(name, Role.FORMS, title, "autoport", SAMARA, weight, "forms", number, 0)


MARKETPLACES = (
    _ozon("ozon", "Ozon", 1.0, "101001"),
    _ozon("ozon-express", "Ozon Express", 0.8, "101002"),
    # One order is one unit.
    replace(
        _marketplace(
            WILDBERRIES, "Wildberries", 0.9, str, traits=(Trait.QUARANTINE, Trait.EXPIRY, Trait.LINES)
        ),
        lines=1,
    ),
    _marketplace(
        YANDEX,
        "Yandex Market",
        0.1,
        str,
        account="301001",
        traits=(Trait.QUARANTINE, Trait.RIGHTS, Trait.LINES),
    ),
    _marketplace("zdravmart", "Zdravmart", 0.9, _prefixed("ZM")),
    _marketplace("kupi", "Kupi", 0.8, str, traits=(Trait.EXCHANGES,)),
    _marketplace("ryadom", "Apteka ryadom", 0.75, _prefixed("АР")),
)
CHANNELS = (
    *MARKETPLACES,
    ChannelPlace(SHOP, Role.SHOP, "Own shop", "demo", MOSCOW, 0.75, SHOP, _prefixed("S")),
    _form("site-leads", "Site forms", 0.5),
    _form("test-drives", "Test drives", 0.4),
)
SYSTEMS = (Place(BOOK, Role.BOOK, "Book of the seller (CRM)"), Place(ERP, Role.ERP, "ERP of the seller"))

_COPIED = ("ozon", "kupi", "zdravmart", "ryadom")


def settled(marketplaces: int = len(MARKETPLACES)) -> tuple[ChannelPlace, ...]:
    """The channels of a world with so many marketplaces: beyond the named ones, copies, m01, m02, ..."""
    models = [place for place in MARKETPLACES if place.name in _COPIED]
    further = islice(cycle(models), max(0, marketplaces - len(MARKETPLACES)))
    return (
        *CHANNELS,
        *(
            replace(
                model,
                name=f"m{number:02d}",
                title=f"Marketplace {number}",
                weight=0.75,
                traits=model.traits - {Trait.EXCHANGES},
            )
            for number, model in enumerate(further, 1)
        ),
    )


def by_name(channels: Sequence[ChannelPlace] = CHANNELS) -> Mapping[str, Place]:
    """Every place of a world with these channels."""
    return {place.name: place for place in (*channels, *SYSTEMS)}


PLACES = by_name()
