"""A face on the wire: requests in, answers out, with the faults in between."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bizprobe.clock import Clock
from bizprobe.errors import AnswerError, ClientError
from bizprobe.sandbox.disturbance import Disturbance
from bizprobe.sandbox.faces.face import Call, Face, Handler, Operation, Refused
from bizprobe.sandbox.world import World

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Endpoint:
    """All paths of one place."""

    def __init__(self, place: str, face: Face, world: World, clock: Clock, disturbance: Disturbance) -> None:
        self._place = place
        self._face = face
        self._world = world
        self._clock = clock
        self._disturbance = disturbance

    def mount(self) -> Mount:
        routes = [self._route(operation) for operation in self._face.operations()]
        rest = Route("/{path:path}", self._no_such_path, methods=_METHODS)
        return Mount(f"/{self._place}", routes=[*routes, rest])

    def _route(self, operation: Operation) -> Route:
        async def endpoint(request: Request) -> Response:
            self._world.advance(self._clock.now())
            return await self._disturbance.between(request, lambda: self._answer(request, operation.answer))

        return Route(operation.path, endpoint, methods=[operation.method])

    async def _answer(self, request: Request, handler: Handler) -> Response:
        if not self._face.authorized(request.headers):
            return self._disturbance.refusal(Refused(401, "the key is missing or wrong"))
        try:
            answer = handler(Call(request.query_params, await _body(request), request.path_params))
            return answer if isinstance(answer, Response) else self._json(answer)
        except AnswerError as error:
            return self._disturbance.refusal(Refused(error.status or 400, str(error)))

    def _json(self, answer: Any) -> Response:
        # Pages of a thousand rows: the standard library takes many times as long to write them.
        headers = dict(self._face.good_headers())
        return Response(msgspec.json.encode(answer), media_type="application/json", headers=headers)

    async def _no_such_path(self, request: Request) -> Response:
        return self._disturbance.refusal(Refused(404, "there is no such method"))


async def _body(request: Request) -> Any:
    raw = await request.body()
    if not raw:
        return None
    if not _is_json(request.headers):
        raise ClientError("the body must be application/json", status=415)
    try:
        return json.loads(raw)
    except ValueError:
        raise ClientError("the body is not JSON", status=400) from None


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip() == "application/json"
