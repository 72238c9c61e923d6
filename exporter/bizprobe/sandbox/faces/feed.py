"""The price list that the own shop writes for others: a YML file."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

from bizprobe.sandbox.faces.erp import roubles
from bizprobe.sandbox.faces.face import Call, Operation
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.world import World

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class Feed:
    """Everybody may fetch it."""

    def __init__(self, world: World, place: str) -> None:
        self._world = world
        self._place = place

    def operations(self) -> tuple[Operation, ...]:
        return (Operation("GET", "/feed.xml", self.catalogue),)

    def authorized(self, headers: Mapping[str, str]) -> bool:
        return True

    def refusal(self, status: int, message: str) -> Any:
        return {"error": message}

    def catalogue(self, call: Call) -> Any:
        root = Element("yml_catalog", date=self._world.now.isoformat(timespec="seconds"))
        shop = SubElement(root, "shop")
        _add(shop, "name", "Own shop")
        SubElement(SubElement(shop, "currencies"), "currency", id="RUB", rate="1")
        offers = SubElement(shop, "offers")
        for row in self._world.goods.shown(self._place):
            _add_offer(offers, row)
        return Response(_DECLARATION + tostring(root, encoding="utf-8"), media_type="application/xml")


def _add_offer(offers: Element, row: Row) -> None:
    offer = SubElement(offers, "offer", id=row.sku, available="true" if row.pieces else "false")
    _add(offer, "name", f"Item {row.place + 1} & more")
    _add(offer, "price", roubles(row.kopecks))
    _add(offer, "currencyId", "RUB")
    _add(offer, "count", str(row.pieces))


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
