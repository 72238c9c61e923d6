"""`bizprobe dealers sync` against a mock server made from Grafana's API description: any answer is good."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bizprobe.catalogue import find_kinds
from bizprobe.dealers.grafana import Grafana
from bizprobe.dealers.organisation import HOME, Organisation, Store, organisations
from bizprobe.dealers.sync import Sync
from bizprobe.errors import GrafanaError
from bizprobe.settings.load import parse_settings
from tests.contract.grafana_contract import RELEASES, Contract

CONFIG = """
dealers:
  apteka:
    timezone: UTC
    grafana: {users: {ivanova@apteka.example: Anna, b@apteka.example: Boris}, password: "${APTEKA}"}
    systems: {}
    channels: {}
    probes: {}
"""
WORDS = st.sampled_from(
    [
        "apteka [apteka]",
        "gone [gone]",
        "gone [gone] (archived)",
        "Main Org.",
        "My business",
        "admin",
        HOME,
        "x",
    ]
)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "string": WORDS,
    "integer": st.integers(1, 9),
    "boolean": st.booleans(),
    "object": st.just({}),
    "any": st.none(),
}


def values(told: Any) -> st.SearchStrategy[Any]:
    """What a place may hold, every field of it."""
    if isinstance(told, list):
        return st.lists(values(told[0]), max_size=2)
    if isinstance(told, dict):
        return st.fixed_dictionaries({name.rstrip("!"): values(below) for name, below in told.items()})
    return st.sampled_from(told.split(" | ")) if " | " in told else PLAIN[told]


class Mock:
    """Knows the calls, remembers nothing, and refuses now and then."""

    def __init__(self, contract: Contract, data: st.DataObject) -> None:
        self._contract, self._data = contract, data

    def answer(self, request: httpx.Request) -> httpx.Response:
        self._contract.hold_request(request)
        told, refusals = self._contract.told(request)
        missing = [404] * 10 if 404 in refusals else []
        status = self._data.draw(st.sampled_from([200] * 30 + missing + sorted(refusals)))
        if status == httpx.codes.OK:
            return httpx.Response(200, json=self._data.draw(values(told)))
        return httpx.Response(status, json={"message": "no"})


@pytest.fixture(scope="module")
def wanted() -> list[Organisation]:
    boards: dict[str, Any] = {"en": {HOME: {"uid": HOME, "title": "Today", "panels": []}}, "ru": {}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APTEKA", "sesame")
        settings = parse_settings(CONFIG, find_kinds())
        return list(organisations(settings, Store("http://proxy", b"key"), boards))


@pytest.mark.parametrize("release", RELEASES)
def test_whatever_grafana_answers_the_sync_makes_known_calls_alone_and_ends(
    wanted: list[Organisation], release: str
) -> None:
    contract = Contract.of(release)

    @settings(max_examples=50, phases=[Phase.generate])
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        transport = httpx.MockTransport(Mock(contract, data).answer)
        with httpx.Client(transport=transport, base_url="http://grafana") as client, suppress(GrafanaError):
            Sync(Grafana(client), "admin").bring(wanted)

    hold()
