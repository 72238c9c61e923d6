"""What a probe, a channel or a system gets to work with when it is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bizprobe.clock import Clock
from bizprobe.settings.settings import Dealer

if TYPE_CHECKING:
    from bizprobe.marketplaces.base import Channel
    from bizprobe.remote.account import OpenAccount
    from bizprobe.state.file import StateFile
    from bizprobe.systems.base import System


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that is handed in. `name` is the name of the block that is built.

    `account` opens the account of this block at its remote side; requests through it are limited,
    retried, bounded and counted. `page_url` is the address of the block's page on this exporter.
    """

    dealer: Dealer
    name: str
    clock: Clock
    account: "OpenAccount"
    state: "StateFile"
    systems: "Mapping[str, System]"
    channels: "Mapping[str, Channel]"
    page_url: str = ""
