"""The sandbox put together: every place with its face, and the controls."""

from collections.abc import Callable, Mapping, Sequence

from starlette.applications import Starlette

from bizprobe.clock import Clock
from bizprobe.sandbox.control import Control
from bizprobe.sandbox.disturbance import EXHAUSTION, SLOWNESS, Disturbance
from bizprobe.sandbox.endpoint import Endpoint
from bizprobe.sandbox.faces.crm import Crm
from bizprobe.sandbox.faces.erp import Erp
from bizprobe.sandbox.faces.face import Face, Site
from bizprobe.sandbox.faces.feed import Feed
from bizprobe.sandbox.faces.forms import Forms
from bizprobe.sandbox.faces.kupi import Kupi
from bizprobe.sandbox.faces.ozon import Ozon
from bizprobe.sandbox.faces.ryadom import Ryadom
from bizprobe.sandbox.faces.wildberries import Wildberries
from bizprobe.sandbox.faces.yandex import Yandex
from bizprobe.sandbox.faces.zdravmart import Zdravmart
from bizprobe.sandbox.places import BOOK, CHANNELS, ERP, SHOP, WILDBERRIES, YANDEX, ChannelPlace, Role
from bizprobe.sandbox.world import World

FORMS_KEY = "site-forms"
"""One key for all forms."""

_SHAPES: Mapping[str, Callable[[Site, str], Face]] = {
    "ozon": Ozon,
    WILDBERRIES: lambda site, account: Wildberries(site),
    YANDEX: Yandex,
    "zdravmart": lambda site, account: Zdravmart(site),
    "kupi": lambda site, account: Kupi(site),
    "ryadom": lambda site, account: Ryadom(site),
    "forms": lambda site, account: Forms(site),
    SHOP: lambda site, account: Feed(site.world, site.place),
}


def key_of(place: ChannelPlace) -> str:
    """The name of the key that the place asks for."""
    return FORMS_KEY if place.role is Role.FORMS else place.name


def key_names(channels: Sequence[ChannelPlace] = CHANNELS) -> Sequence[str]:
    """The names of the keys that the faces of a world with these channels ask for."""
    keyed = (key_of(place) for place in channels if place.role is not Role.SHOP)
    return (*dict.fromkeys(keyed), BOOK, ERP)


def faces(world: World, keys: Mapping[str, str]) -> Mapping[str, Face]:
    """The face of each place."""
    found: dict[str, Face] = {}
    for place in world.channels():
        site = Site(world, place.name, keys.get(key_of(place), ""))
        found[place.name] = _SHAPES[place.shape](site, place.account)
    return {**found, BOOK: Crm(Site(world, BOOK, keys[BOOK])), ERP: Erp(Site(world, ERP, keys[ERP]))}


def build_app(
    world: World,
    clock: Clock,
    keys: Mapping[str, str],
    *,
    seed: int = 1,
    slowness: float = SLOWNESS,
    exhaustion: int = EXHAUSTION,
) -> Starlette:
    """The sandbox's web application. `slowness` and `exhaustion` are seconds."""
    mounts = [Control(world, clock, seed).mount()]
    for place, face in faces(world, keys).items():
        disturbance = Disturbance(world, place, face, slowness, exhaustion)
        mounts.append(Endpoint(place, face, world, clock, disturbance).mount())
    return Starlette(routes=mounts)
