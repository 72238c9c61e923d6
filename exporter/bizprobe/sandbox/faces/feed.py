"""The price list that the own shop writes for others: a YML file."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bizprobe.sandbox.faces.face import Call, Face, Operation, roubles
from bizprobe.sandbox.goods import Row
from bizprobe.sandbox.world import World

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="{date}"><shop><name>Own shop</name>
<currencies><currency id="RUB" rate="1"/></currencies>
<offers>
"""
_TAIL = "</offers></shop></yml_catalog>\n"


class Feed(Face):
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
        offers = [_offer(row) for row in self._world.goods.shown(self._place)]
        head = _HEAD.format(date=self._world.now.isoformat(timespec="seconds"))
        return Response("".join([head, *offers, _TAIL]), media_type="application/xml")


def _offer(row: Row) -> str:
    available = "true" if row.pieces else "false"
    return (
        f'<offer id="{row.sku}" available="{available}"><name>Item {row.place + 1} &amp; more</name>'
        f"<price>{roubles(row.kopecks)}</price><currencyId>RUB</currencyId>"
        f"<count>{row.pieces}</count></offer>\n"
    )
