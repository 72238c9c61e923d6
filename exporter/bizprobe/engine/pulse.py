"""How late the event loop is: the one thing that slows every probe and every scrape at once."""

from collections import deque
from time import monotonic

import anyio

_STEP = 0.25
_KEPT = 40


class Pulse:
    """Measures for ever. Anything that holds the loop for longer than a step shows in full."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque([0.0], maxlen=_KEPT)

    @property
    def lag(self) -> float:
        """The longest that the loop was late in the last 10 seconds, in seconds."""
        return max(self._lags)

    async def beat(self) -> None:
        while True:
            begin = monotonic()
            await anyio.sleep(_STEP)
            self._lags.append(max(0.0, monotonic() - begin - _STEP))
