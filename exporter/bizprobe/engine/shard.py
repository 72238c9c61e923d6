"""Which probes are this exporter's, where several share one configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from bizprobe.errors import UsageError
from bizprobe.metrics.families.exporter import SHARD_ORDINAL, SHARDS
from bizprobe.metrics.family import Sample
from bizprobe.settings.blocks import ProbeSettings
from bizprobe.settings.references import references
from bizprobe.settings.settings import Dealer

_WRITTEN = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The exporter number `ordinal`, counted from 0, of `total`."""

    ordinal: int = 0
    total: int = 1

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Reads `0/3`. Raises UsageError."""
        match = _WRITTEN.fullmatch(text)
        if match is None or int(match[1]) >= int(match[2]):
            raise UsageError(f"--shard takes a number and how many there are, 0/3 to 2/3; got '{text}'")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.ordinal}/{self.total}"

    def samples(self) -> Iterator[Sample]:
        yield SHARD_ORDINAL.sample(self.ordinal)
        yield SHARDS.sample(self.total)

    def has(self, dealer: Dealer, probe: ProbeSettings) -> bool:
        """Whether a probe of that dealer is ours. Of all shards, exactly one says so."""
        return self.total == 1 or self.ordinal == self._of(_account_of(dealer, probe))

    def of_channel(self, dealer: Dealer, channel: str) -> int:
        """The ordinal of the one that has all probes of that channel."""
        return self._of(_account(dealer, channel))

    def _of(self, account: str) -> int:
        # Whoever has the highest number has it: when one more comes, only what it takes over moves.
        return max(range(self.total), key=lambda ordinal: _number(f"{ordinal}/{account}"))


def _account_of(dealer: Dealer, probe: ProbeSettings) -> str:
    """Whose requests the probe takes from: the account at its marketplace, or else what is the dealer's."""
    named = (getattr(probe, field) for field, section in references(type(probe)) if section == "channels")
    channel = next((name for name in named if name is not None), None)
    return dealer.name if channel is None else _account(dealer, channel)


def _account(dealer: Dealer, name: str) -> str:
    channel = dealer.channels[name]
    return dealer.name if channel.own else f"{dealer.name}/{channel.account or name}"


def _number(text: str) -> int:
    """The same on every machine, unlike hash()."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
