"""Who lives in the sandbox: the channels of two dealers, and the book of one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
SAMARA = ZoneInfo("Europe/Samara")

BOOK = "crm"
"""The seller's book, where the orders of all channels of the dealer `demo` arrive."""
SHOP = "shop"
"""The seller's own shop."""
ERP = "erp"
"""The seller's ERP, which says what everything costs and how much of it there is."""
SHOW_GOODS = ("ozon", "ozon-express", "kupi", SHOP)
"""The channels that can be asked for prices and stocks."""


class Role(StrEnum):
    """What a place of the sandbox is; decides which faults it can have."""

    MARKETPLACE = "marketplace"
    SHOP = "shop"
    FORMS = "forms"
    BOOK = "book"
    ERP = "erp"


@dataclass(frozen=True, slots=True)
class Place:
    """Anything in the sandbox that a fault can hit."""

    name: str
    role: Role
    title: str

    @property
    def shows_goods(self) -> bool:
        """Whether it shows customers prices and stocks that can be asked for."""
        return self.name in SHOW_GOODS


@dataclass(frozen=True, slots=True)
class ChannelPlace(Place):
    """A channel. `weight` is its share of the world's rate; `basket` is in roubles, (0, 0) for leads."""

    dealer: str
    zone: ZoneInfo
    weight: float
    number: Callable[[int], str]
    """Writes an order's number, as this channel does, from the order's serial."""
    basket: tuple[int, int] = (300, 5000)
    booked: bool = True
    """Whether the channel's orders go on to the book."""


def _posting(serial: int) -> str:
    return f"{serial // 10000:08d}-{serial % 10000:04d}-1"


def _prefixed(prefix: str) -> Callable[[int], str]:
    return lambda serial: f"{prefix}-{serial}"


def _channel(
    name: str, title: str, weight: float, number: Callable[[int], str], role: Role = Role.MARKETPLACE
) -> ChannelPlace:
    return ChannelPlace(name, role, title, "demo", MOSCOW, weight, number)


def _form(name: str, title: str, weight: float) -> ChannelPlace:
    number = _prefixed("lead")
    return ChannelPlace(name, Role.FORMS, title, "autoport", SAMARA, weight, number, (0, 0), booked=False)


CHANNELS = (
    _channel("ozon", "Ozon", 1.0, _posting),
    _channel("ozon-express", "Ozon Express", 0.8, _posting),
    _channel("zdravmart", "Zdravmart", 0.9, _prefixed("ZM")),
    _channel("kupi", "Kupi", 0.8, str),
    _channel("ryadom", "Apteka ryadom", 0.75, _prefixed("АР")),
    _channel(SHOP, "Own shop", 0.75, _prefixed("S"), Role.SHOP),
    _form("site-leads", "Site forms", 0.5),
    _form("test-drives", "Test drives", 0.4),
)
SYSTEMS = (Place(BOOK, Role.BOOK, "Book of the seller (CRM)"), Place(ERP, Role.ERP, "ERP of the seller"))
PLACES = {place.name: place for place in (*CHANNELS, *SYSTEMS)}
