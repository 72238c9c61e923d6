"""The book of faults, held against the running bundle."""

from collections.abc import Sequence
from datetime import timedelta

import anyio

from bizprobe.bundle.bundle import Bundle
from bizprobe.bundle.faults.case import Case
from bizprobe.bundle.faults.sight import NO_DEALER, Sight, look
from bizprobe.bundle.faults.told import Told
from bizprobe.bundle.link import Say
from bizprobe.errors import BundleError
from bizprobe.sandbox.client import SandboxClient

WAVES = 2
APART = 90.0
"""Seconds from one wave to the next, whose dealers are seen to be well beside the first one's until then."""
_EVERY = 1.0


class Proof:
    """Every case at a dealer of its own, in waves."""

    def __init__(self, bundle: Bundle, cases: Sequence[Case], say: Say) -> None:
        if bundle.sandbox is None:
            raise BundleError("faults can only be injected into the sandbox")
        self._bundle = bundle
        self._sandbox = bundle.sandbox.url
        self._say = say
        self._waves = in_waves(cases)
        self._cases = cases
        self.elsewhere = Told()
        """What was told of no dealer."""

    async def hold(self) -> None:
        """Injects every fault, mends it, and follows each until it is over. Raises BizprobeError."""
        sight = await look(self._bundle)
        began = sight.at
        while not all(case.is_over(sight.at) for case in self._cases):
            await self._inject(sight.at - began)
            sight = await look(self._bundle)
            self._see(sight)
            for case in self._cases:
                if case.is_to_be_mended(sight.at):
                    await self._mend(case)
            await anyio.sleep(_EVERY)

    async def _inject(self, elapsed: float) -> None:
        for number, wave in enumerate(self._waves):
            for case in wave:
                if case.begun is None and elapsed >= number * APART:
                    await self._begin(case)

    async def _begin(self, case: Case) -> None:
        async with self._controls(case) as sandbox:
            for place in case.entry.at:
                await sandbox.inject(place, case.entry.fault)
        case.begun = anyio.current_time()

    async def _mend(self, case: Case) -> None:
        async with self._controls(case) as sandbox:
            for place in case.entry.at:
                await sandbox.mend(place, case.entry.fault)
        case.mended = anyio.current_time()

    def _controls(self, case: Case) -> SandboxClient:
        return SandboxClient(f"{self._sandbox}/{case.entry.dealer}")

    def _see(self, sight: Sight) -> None:
        self.elsewhere.see(sight.at, sight.of(NO_DEALER).held)
        for case in self._cases:
            before = case.detected
            case.see(sight.of(case.entry.dealer))
            if before is None and case.detected is not None:
                self._say(f"{case.after(case.detected):4.0f} s  {case.entry.dealer}")


def in_waves(cases: Sequence[Case]) -> Sequence[Sequence[Case]]:
    """The cases in waves of the same size: first the harmless ones, and those that take longest."""
    ordered = sorted(cases, key=_allowed, reverse=True)
    size = -(-len(ordered) // WAVES)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def _allowed(case: Case) -> timedelta:
    return case.entry.expected.within if case.entry.expected else timedelta.max
