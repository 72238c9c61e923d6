"""The sandbox put together: every place with its face, and the controls."""

from collections.abc import Mapping

from starlette.applications import Starlette

from bizprobe.clock import Clock
from bizprobe.sandbox.control import Control
from bizprobe.sandbox.disturbance import SLOWNESS, Disturbance
from bizprobe.sandbox.endpoint import Endpoint
from bizprobe.sandbox.faces.crm import Crm
from bizprobe.sandbox.faces.erp import Erp
from bizprobe.sandbox.faces.face import Face, Site
from bizprobe.sandbox.faces.feed import Feed
from bizprobe.sandbox.faces.forms import Forms
from bizprobe.sandbox.faces.kupi import Kupi
from bizprobe.sandbox.faces.ozon import Ozon
from bizprobe.sandbox.faces.ryadom import Ryadom
from bizprobe.sandbox.faces.zdravmart import Zdravmart
from bizprobe.sandbox.places import BOOK, ERP, SHOP
from bizprobe.sandbox.world import World

KEYS = ("ozon", "ozon-express", "zdravmart", "kupi", "ryadom", "site-forms", BOOK, ERP)
"""The keys that the faces ask for."""

CLIENT_IDS = {"ozon": "101001", "ozon-express": "101002"}


def faces(world: World, keys: Mapping[str, str]) -> Mapping[str, Face]:
    """The face of each place that speaks HTTP."""

    def site(place: str, key: str = "") -> Site:
        return Site(world, place, keys[key or place])

    return {
        "ozon": Ozon(site("ozon"), CLIENT_IDS["ozon"]),
        "ozon-express": Ozon(site("ozon-express"), CLIENT_IDS["ozon-express"]),
        "zdravmart": Zdravmart(site("zdravmart")),
        "kupi": Kupi(site("kupi")),
        "ryadom": Ryadom(site("ryadom")),
        "site-leads": Forms(site("site-leads", "site-forms")),
        "test-drives": Forms(site("test-drives", "site-forms")),
        BOOK: Crm(site(BOOK)),
        ERP: Erp(site(ERP)),
        SHOP: Feed(world, SHOP),
    }


def build_app(
    world: World, clock: Clock, keys: Mapping[str, str], *, seed: int = 1, slowness: float = SLOWNESS
) -> Starlette:
    """The sandbox's web application."""
    mounts = [Control(world, clock, seed).mount()]
    for place, face in faces(world, keys).items():
        disturbance = Disturbance(world, place, face, slowness)
        mounts.append(Endpoint(place, face, world, clock, disturbance).mount())
    return Starlette(routes=mounts)
