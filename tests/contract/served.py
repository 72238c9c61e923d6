"""Serves one side of a contract on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Breach(Exception):  # noqa: N818 - it is the word for it
    """The request breaks the contract."""


@asynccontextmanager
async def served(answer: Callable[[Request], Awaitable[Response]]) -> AsyncIterator[str]:
    """Gives every GET and POST to `answer`; the address."""
    app = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve)
        while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await anyio.sleep(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
