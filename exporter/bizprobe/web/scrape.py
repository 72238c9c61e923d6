"""/metrics: what is on the board and the time, joined and compressed in a thread: the event loop goes on."""

from collections.abc import Iterator, Set

import anyio
from anyio import to_thread
from isal import isal_zlib
from starlette.requests import Request
from starlette.responses import Response

from bizprobe.clock import Clock
from bizprobe.metrics.exposition import Format, ending, family_header, sample_line
from bizprobe.metrics.families.exporter import CLOCK
from bizprobe.metrics.runtime import Runtime
from bizprobe.web.accept import accepts_gzip, chosen_format
from bizprobe.web.engine import Engine

_FASTEST = 1
_GZIP_CONTAINER = 31
# Two Prometheus servers and two curious people; more wait for each other.
_AT_ONCE = 4


class Scrape:
    """Answers scrapes. Nothing here waits for a probe or for a remote side."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._runtime = Runtime()
        # Limits of its own: a scrape must not queue behind whatever else uses anyio's threads.
        self._threads = anyio.CapacityLimiter(_AT_ONCE)

    async def metrics(self, request: Request) -> Response:
        wanted = chosen_format(request.headers.get("accept", ""))
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        headers = {"Content-Type": wanted.value, "Vary": "Accept, Accept-Encoding"}
        if zipped:
            headers["Content-Encoding"] = "gzip"
        chunks = self._chunks(wanted, frozenset(request.query_params.getlist("name[]")))
        join = _gzip if zipped else b"".join
        return Response(await to_thread.run_sync(join, chunks, limiter=self._threads), headers=headers)

    def _chunks(self, wanted: Format, names: Set[str]) -> Iterator[bytes]:
        held = self._engine.board.chunks(wanted, names)
        now = self._clock.now().timestamp()

        def rest() -> Iterator[bytes]:
            yield from held
            if not names or CLOCK.name in names:
                yield family_header(CLOCK, wanted) + sample_line(CLOCK.sample(now)).encode()
            yield self._runtime.chunk(wanted, names)
            yield ending(wanted)

        return rest()


def _gzip(chunks: Iterator[bytes]) -> bytes:
    packer = isal_zlib.compressobj(_FASTEST, isal_zlib.DEFLATED, _GZIP_CONTAINER)
    return b"".join([*map(packer.compress, chunks), packer.flush()])
