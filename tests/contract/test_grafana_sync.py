"""`bizprobe dealers sync` against servers that keep to Grafana's API description, and one that does not."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bizprobe.dealers.grafana import Grafana
from bizprobe.dealers.organisation import HOME, LOCALES, SOURCE, Organisation
from bizprobe.dealers.sync import Sync
from bizprobe.errors import GrafanaError
from tests.contract.grafana_contract import RELEASES, Contract
from tests.contract.served import Breach
from tests.unit.dealers.grafana_server import ACCOUNT, GrafanaServer

APTEKA = Organisation(
    dealer="apteka",
    name="apteka [apteka]",
    viewers={"ivanova@apteka.example": "Anna", "petrov@apteka.example": "Boris"},
    source={
        "name": "Prometheus",
        "uid": SOURCE,
        "type": "prometheus",
        "access": "proxy",
        "jsonData": {"x": "y"},
    },
    password="sesame",
    folder="My business",
    dashboards={HOME: {"uid": HOME, "title": "Today", "panels": []}},
    locale=LOCALES["en"],
)
NAMES = st.sampled_from(
    [APTEKA.name, "gone [gone]", "gone [gone] (archived)", "Main Org.", ACCOUNT, HOME, "x"]
)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "string": NAMES,
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
    """Made from the description: it knows the calls, remembers nothing, and refuses now and then."""

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


@pytest.mark.parametrize("release", RELEASES)
def test_whatever_grafana_answers_the_sync_makes_known_calls_alone_and_ends(release: str) -> None:
    contract = Contract.of(release)

    @settings(max_examples=50, phases=[Phase.generate])
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        transport = httpx.MockTransport(Mock(contract, data).answer)
        with httpx.Client(transport=transport, base_url="http://grafana") as client, suppress(GrafanaError):
            Sync(Grafana(client), ACCOUNT).bring([APTEKA])

    hold()


class Inventive(GrafanaServer):
    """Tells of a folder what Grafana tells of dashboards."""

    def _make_folder(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json={**body, "folderUid": body["uid"]})


@pytest.mark.parametrize("release", RELEASES)
def test_a_stand_in_that_invents_something_ends_the_sync(release: str) -> None:
    server = Inventive(Contract.of(release))
    with server.client() as client, pytest.raises(Breach, match=r"^answer: .*'folderUid'"):
        Sync(Grafana(client), ACCOUNT).bring([APTEKA])
