"""The credentials probe: does the key of a channel live long enough, and may it do what is asked with it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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

    def problems(self, dealer: "Dealer") -> Iterator[Problem]:
        if Offer.KEY not in dealer.channels[self.channel].offers(dealer):
            yield Problem(("channel",), f"the channel {self.channel} cannot say anything of its key")
        for name, other in dealer.probes.items():
            same = isinstance(other, CredentialsSettings) and other.channel == self.channel
            if same and other is not self:
                yield Problem(("channel",), f"the probe {name} already watches the key of {self.channel}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A key at `now`, held against the life that it must have left, in seconds."""

    now: datetime
    key: KeyState
    life: Mapping[Severity, float]

    @property
    def success(self) -> bool:
        return self.too_short is None and not self.key.missing_rights

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
        for right in self.key.missing_rights:
            yield Finding(FindingKind.CREDENTIAL_RIGHT_MISSING, right, note="the key lacks this right")

    def samples(self, labels: tuple[str, ...]) -> Iterator[Sample]:
        if self.key.expires_at is not None:
            yield Sample(CREDENTIAL_EXPIRY, labels, self.key.expires_at.timestamp())
        yield Sample(CREDENTIAL_RIGHTS_MISSING, labels, len(self.key.missing_rights))
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
        answer = Answer(self._around.clock.now(), await channel.key(), self._settings.life)
        findings = list(answer.findings(self._settings.channel))
        note(
            f"key expires {answer.key.expires_at or 'never'}, {len(answer.key.missing_rights)} rights missing"
        )
        return Reading(answer.success, list(answer.samples(self._labels)), findings, len(findings))


KIND = ProbeKind("credentials", CredentialsSettings, CredentialsProbe)
