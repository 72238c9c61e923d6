"""The sandbox's own endpoints: place an order, inject a fault, see what the world truly holds."""

from collections import Counter
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bizprobe.clock import Clock
from bizprobe.errors import UsageError
from bizprobe.sandbox import faults
from bizprobe.sandbox.faults import FAULTS, Broken
from bizprobe.sandbox.order import PlacedOrder
from bizprobe.sandbox.places import ChannelPlace, by_name
from bizprobe.sandbox.world import World

PREFIX = "/_sandbox"


class Control:
    """Everything under `/_sandbox`."""

    def __init__(self, world: World, clock: Clock, seed: int) -> None:
        self._world = world
        self._clock = clock
        self._seed = seed
        self._places = by_name([*world.channels()])

    def mount(self) -> Mount:
        fault = "/faults/{place}/{fault}"
        return Mount(
            PREFIX,
            routes=[
                Route("/state", self._state),
                Route("/orders/{channel}", self._orders, methods=["GET"]),
                Route("/orders/{channel}", self._place, methods=["POST"]),
                Route("/faults", self._faults),
                Route(fault, self._inject, methods=["PUT"]),
                Route(fault, self._mend, methods=["DELETE"]),
            ],
        )

    async def _state(self, request: Request) -> Response:
        self._world.advance(self._clock.now())
        return JSONResponse(
            {
                "now": self._world.now.isoformat(),
                "seed": self._seed,
                "channels": {place.name: self._channel(place) for place in self._world.channels()},
                "faults": [_broken(broken) for broken in self._world.faults()],
            }
        )

    def _channel(self, place: ChannelPlace) -> dict[str, Any]:
        world, now = self._world, self._world.now.timestamp()
        orders = world.orders(place.name)
        return {
            "title": place.title,
            "dealer": place.dealer,
            "orders": len(orders),
            "in_book": len(world.booked(place.name)),
            "lost": len(world.lost(place.name)),
            "open": dict(Counter(order.status(now).value for order in world.unfinished(place.name))),
            "last_order": self._order(orders[-1]) if orders else None,
        }

    async def _orders(self, request: Request) -> Response:
        self._world.advance(self._clock.now())
        channel = request.path_params["channel"]
        if not self._is_channel(channel):
            return _no_channel(channel)
        try:
            since = _since(request)
        except ValueError:
            return JSONResponse({"error": "since is not a time in ISO 8601 with a zone"}, 400)
        return JSONResponse([self._order(order) for order in self._world.orders(channel, since)])

    async def _place(self, request: Request) -> Response:
        self._world.advance(self._clock.now())
        channel = request.path_params["channel"]
        if not self._is_channel(channel):
            return _no_channel(channel)
        return JSONResponse(self._order(self._world.place(channel)), 201)

    async def _faults(self, request: Request) -> Response:
        return JSONResponse(
            {
                "on": [_broken(broken) for broken in self._world.faults()],
                "known": [self._known(fault) for fault in FAULTS.values()],
            }
        )

    async def _inject(self, request: Request) -> Response:
        return self._switch(request, on=True)

    async def _mend(self, request: Request) -> Response:
        return self._switch(request, on=False)

    def _switch(self, request: Request, *, on: bool) -> Response:
        self._world.advance(self._clock.now())
        try:
            broken = faults.parse(request.path_params["place"], request.path_params["fault"], self._places)
        except UsageError as error:
            return JSONResponse({"error": str(error)}, 404)
        changed = self._world.inject(broken) if on else self._world.mend(broken)
        return JSONResponse({**_broken(broken), "on": on, "changed": changed})

    def _known(self, fault: faults.Fault) -> dict[str, Any]:
        return {
            "fault": fault.name.value,
            "words": fault.words,
            "does": fault.does,
            "expect_alert": fault.expect_alert,
            "expect_reason": fault.expect_reason,
            "expect_finding": fault.expect_finding,
            "places": [place.name for place in self._places.values() if fault.fits(place)],
        }

    def _is_channel(self, name: str) -> bool:
        return any(place.name == name for place in self._world.channels())

    def _order(self, order: PlacedOrder) -> dict[str, Any]:
        booked_at = order.booked_at
        return {
            "number": order.number,
            "placed_at": order.placed_at.isoformat(),
            "status": order.status(self._world.now.timestamp()).value,
            "kopecks": order.kopecks,
            "booked_at": booked_at.isoformat() if booked_at else None,
        }


def _broken(broken: Broken) -> dict[str, str]:
    return {"place": broken.place, "fault": broken.fault.value}


def _since(request: Request) -> datetime | None:
    text = request.query_params.get("since")
    since = datetime.fromisoformat(text) if text else None
    if since is not None and since.tzinfo is None:
        raise ValueError(text)
    return since


def _no_channel(name: str) -> Response:
    return JSONResponse({"error": f"there is no channel {name!r} in the sandbox"}, 404)
