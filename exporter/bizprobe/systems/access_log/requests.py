"""Which requests of a log are those of one channel for the pages of one exchange."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from bizprobe.systems.access_log.cycles import PageRequest, Rhythm
from bizprobe.systems.access_log.line import Entry

_OK = 200

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Requests:
    """`path` finds the number of the page; `agent` and `networks` the channel, where they are given."""

    path: re.Pattern[str]
    method: str
    agent: re.Pattern[str] | None
    networks: Sequence[Network]
    rhythm: Rhythm

    def page_request(self, entry: Entry) -> PageRequest | None:
        """The request for a page, or None for any other."""
        found = self.path.search(entry.path) if entry.method == self.method else None
        if found is None or not self._is_channel(entry):
            return None
        good = entry.status == _OK and entry.size > 0
        # An address without a number asks for the first page.
        page = int(found["page"]) if found["page"] else self.rhythm.first
        return PageRequest(entry.at, page, entry.status, good, entry.pages)

    def _is_channel(self, entry: Entry) -> bool:
        if self.agent is not None and not self.agent.search(entry.agent):
            return False
        if not self.networks:
            return True
        try:
            address = ip_address(entry.address)
        except ValueError:
            return False
        return any(address in network for network in self.networks)
