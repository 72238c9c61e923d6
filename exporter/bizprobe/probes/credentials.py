"""The credentials probe: does the key of a channel live long enough, and may it do what is asked with it?"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import Field

from bizprobe.flow.words import span
from bizprobe.marketplaces.base import KeyedChannel, KeyState
from bizprobe.metrics.families.credential import (
    CREDENTIAL_EXPIRY,
    CREDENTIAL_INFO,
    CREDENTIAL_LIFE_LIMIT,
    CREDENTIAL_RIGHTS_MISSING,
)
from bizprobe.metrics.family import Sample
from bizprobe.probes.base import ProbeKind
from bizprobe.reading import Finding, FindingKind, Reading
from bizprobe.runlog import note
from bizprobe.settings.blocks import ProbeSettings, Problem
from bizprobe.settings.model import Duration, Offer, Ref, Severity
from bizprobe.settings.severity import BySeverity
from bizprobe.surroundings import Surroundings

if TYPE_CHECKING:
    from bizprobe.settings.settings import Dealer

_DAY = 86400.0


def _time_to_renew() -> dict[Severity, float]:
    return {Severity.WARNING: 14 * _DAY, Severity.CRITICAL: 3 * _DAY}


class CredentialsSettings(ProbeSettings):
    """Whether the key of a channel lives long enough and has the rights that it needs."""

    kind: Literal["credentials"]
    every: Duration = 3600.0
    """How often it is asked."""
    channel: Annotated[str, Ref("channels")]
    """The channel whose key it is. Every channel has one probe."""
    life: Annotated[BySeverity[Duration], Field(default_factory=_time_to_renew)]
    """How much life the key must have left."""
    needs: list[Annotated[Offer, Field(strict=False)]] | None = None
    """What the key must be good for, e.g. `[orders, prices]`; else what its probes ask for."""

    def needed(self, dealer: "Dealer") -> frozenset[Offer]:
        """What the key must be good for."""
        if self.needs is not None:
            return frozenset(self.needs)
        asked = (probe.asks(dealer).get(self.channel, ()) for probe in dealer.probes.values())
        return frozenset(chain.from_iterable(asked)) - {Offer.KEY}

    def asks(self, dealer: "Dealer") -> Mapping[str, frozenset[Offer]]:
        return {self.channel: frozenset({Offer.KEY})}

    def beside(self, dealer: "Dealer") -> object:
        return self.needed(dealer)

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        offers = dealer.channels[self.channel].offers(dealer)
        if Offer.KEY not in offers:
            yield Problem(("channel",), f"the channel {self.channel} cannot say anything of its key")
        for place, need in enumerate(self.needs or ()):
            if need not in offers:
                words = need.replace("_", " ")
                yield Problem(("needs", place), f"the channel {self.channel} does not offer {words}")
        for name, other in self.siblings(dealer):
            if other.channel == self.channel:
                yield Problem(("channel",), f"the probe {name} already watches the key of {self.channel}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A key at `now`, held against the life that it must have left, in seconds, and against its `needs`."""

    now: datetime
    key: KeyState
    life: Mapping[Severity, float]
    needs: Set[Offer]

    @property
    def success(self) -> bool:
        return self.too_short is None and not self.missing_rights

    @property
    def missing_rights(self) -> Mapping[str, Sequence[Offer]]:
        """The rights that the key lacks, each with what needs it."""
        found: dict[str, list[Offer]] = {}
        for need in sorted(self.needs):
            for right in self.key.missing_rights.get(need, ()):
                found.setdefault(right, []).append(need)
        return found

    @property
    def left(self) -> float | None:
        """Seconds until the key expires, negative after that; None for one that lasts."""
        expires_at = self.key.expires_at
        return None if expires_at is None else (expires_at - self.now).total_seconds()

    @property
    def too_short(self) -> Severity | None:
        """How bad it is that the key lives no longer."""
        left = self.left
        if left is None:
            return None
        broken = [severity for severity, limit in self.life.items() if left < limit]
        return max(broken, key=list(Severity).index, default=None)

    def findings(self, channel: str) -> Iterator[Finding]:
        """The expiry first, then every right that is missing."""
        if self.left is not None and self.too_short is not None:
            words = f"expires in {span(self.left)}" if self.left > 0 else "has expired"
            must = f"must have {span(self.life[self.too_short])} left ({self.too_short})"
            yield Finding(
                FindingKind.CREDENTIAL_EXPIRES, channel, theirs=_day(self.key), note=f"{words}, {must}"
            )
        for right, needs in self.missing_rights.items():
            words = f"the key lacks this right; needed for {', '.join(needs).replace('_', ' ')}"
            yield Finding(FindingKind.CREDENTIAL_RIGHT_MISSING, right, note=words)

    def samples(self, labels: tuple[str, ...]) -> Iterator[Sample]:
        if self.key.expires_at is not None:
            yield Sample(CREDENTIAL_EXPIRY, labels, self.key.expires_at.timestamp())
        yield Sample(CREDENTIAL_RIGHTS_MISSING, labels, len(self.missing_rights))
        for severity, limit in self.life.items():
            yield Sample(CREDENTIAL_LIFE_LIMIT, (*labels, severity), limit)


def _day(key: KeyState) -> str:
    return f"{key.expires_at:%Y-%m-%d %H:%M} UTC"


class CredentialsProbe:
    """Whether the key of a channel lives long enough and has the rights that it needs."""

    def __init__(self, settings: CredentialsSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._labels = (around.dealer.name, settings.channel)

    def expected(self) -> Sequence[Sample]:
        around = self._around
        return [Sample(CREDENTIAL_INFO, (*self._labels, around.name, around.page_url), 1)]

    async def run(self) -> Reading:
        channel = cast(KeyedChannel, self._around.channels[self._settings.channel])
        key, needs = await channel.key(), self._settings.needed(self._around.dealer)
        answer = Answer(self._around.clock.now(), key, self._settings.life, needs)
        findings = list(answer.findings(self._settings.channel))
        note(f"key expires {key.expires_at or 'never'}, {len(answer.missing_rights)} rights missing")
        return Reading(answer.success, list(answer.samples(self._labels)), findings, len(findings))


KIND = ProbeKind("credentials", CredentialsSettings, CredentialsProbe)
