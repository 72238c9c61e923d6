"""A server on loopback that answers what a test tells it, byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import pytest

HANG = b""
"""An answer that never comes."""


@dataclass
class Script:
    """Answers in their order, the last one again and again; `asked` holds the requests as they came."""

    answers: list[bytes]
    asked: list[bytes] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
            )
            body = await reader.readexactly(int(length.partition(b":")[2]))
            self.asked.append(head + body)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == HANG:
                await reader.read()
            writer.write(answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


Scripted = Callable[..., AbstractAsyncContextManager[Script]]


def answer(status: int, body: bytes = b"{}", **headers: str) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def scripted() -> Scripted:
    @asynccontextmanager
    async def run(*answers: bytes, **options: object) -> AsyncIterator[Script]:
        script = Script(list(answers))
        server = await asyncio.start_server(script.serve, "127.0.0.1", 0, **options)
        port = server.sockets[0].getsockname()[1]
        script.url = f"{'https' if 'ssl' in options else 'http'}://127.0.0.1:{port}"
        async with server:
            yield script

    return run
