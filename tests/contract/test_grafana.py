"""What Grafana's own API description does not know is noticed, asked or answered."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bizprobe.dealers.grafana import Grafana
from tests.contract.grafana_contract import RELEASES, Contract
from tests.contract.grafana_description import CALLS, Description
from tests.contract.served import Breach
from tests.unit.dealers.grafana_server import GrafanaServer


@pytest.fixture(scope="module", params=RELEASES)
def contract(request: pytest.FixtureRequest) -> Contract:
    return Contract.of(request.param)


WRONG_REQUESTS: dict[str, tuple[Callable[[Grafana], Any], str]] = {
    "a method": (lambda it: it.write("PATCH", "/orgs/2", {}), "call: PATCH /api/orgs/2 is not known"),
    "a path": (lambda it: it.read("/datasources/7"), "call: GET /api/datasources/7 is not known"),
    "a field": (lambda it: it.write("POST", "/orgs", {"name": "a", "colour": "b"}), "body: .*'colour'"),
    "a type": (lambda it: it.write("POST", "/orgs", {"name": 1}), r"body\.name: 1 is not of type 'string'"),
    "a role": (
        lambda it: it.write("PATCH", "/orgs/2/users/3", {"role": "Owner"}),
        r"body\.role: 'Owner' is not one of",
    ),
    "no body": (lambda it: it.write("POST", "/orgs"), "body: None is not of type 'object'"),
    "a body": (lambda it: it.write("DELETE", "/datasources/uid/x", {"force": True}), "body: none is known"),
    "a parameter": (lambda it: it.read("/orgs", perPage=5), "query: .*'perPage'"),
    "a word for a number": (lambda it: it.read("/orgs", page="one"), r"query\.page: 'one' is not of type"),
}


@pytest.mark.parametrize("wrong", WRONG_REQUESTS)
def test_a_request_that_grafana_does_not_know_is_a_breach(contract: Contract, wrong: str) -> None:
    ask, words = WRONG_REQUESTS[wrong]
    with GrafanaServer(contract).client() as client, pytest.raises(Breach, match=f"^{words}"):
        ask(Grafana(client))


WRONG_ANSWERS: dict[str, tuple[str, int, Any, str]] = {
    "a field": ("GET /orgs", 200, [{"id": 1, "title": "Main"}], r"answer\[0\]: .*'title'"),
    "a type": ("GET /orgs", 200, [{"id": "1"}], r"answer\[0\]\.id: '1' is not of type"),
    "no list": ("GET /orgs", 200, {}, "answer: {} is not of type 'array'"),
    "no number": ("POST /orgs", 200, {"message": "made"}, "answer: 'orgId' is a required property"),
    "a status": ("GET /orgs", 404, {"message": "no"}, "status: 404 is not known"),
    "no words": ("GET /orgs", 500, {}, "refusal: 'message' is a required property"),
}


@pytest.mark.parametrize("wrong", WRONG_ANSWERS)
def test_an_answer_that_grafana_could_not_give_is_a_breach(contract: Contract, wrong: str) -> None:
    call, status, told, words = WRONG_ANSWERS[wrong]
    method, path = call.split(" ")
    with pytest.raises(Breach, match=f"^{words}"):
        contract.hold_answer(
            httpx.Request(method, f"http://grafana/api{path}"), httpx.Response(status, json=told)
        )


WORD = {"type": "string"}
ROOM = {"type": "object", "properties": {"inner": {"properties": {"deep": WORD}, "type": "object"}}}
SCHEMAS = {
    "ErrorResponseBody": {"type": "object", "properties": {"message": WORD}, "required": ["message"]},
    "Thing": {
        "properties": {"room": ROOM, "rooms": {"type": "array", "items": ROOM}, "kind": {"enum": ["a", "b"]}},
        "type": "object",
        "description": "not a fact",
    },
}


def test_the_description_is_read_for_names_types_and_what_is_required() -> None:
    thing = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    operation = {
        "parameters": [
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {"name": "uid", "in": "path", "schema": WORD},
        ],
        "requestBody": {"$ref": "#/components/requestBodies/thing"},
        "responses": {"500": {}, "200": thing, "404": {}},
    }
    paths: dict[str, dict[str, Any]] = {}
    for method, path in (call.split(" ") for call in CALLS):
        paths.setdefault(path, {})[method.lower()] = operation
    components = {"schemas": SCHEMAS, "requestBodies": {"thing": thing}}
    told = Description({"paths": paths, "components": components}).contract("12.0.0")
    facts = {"kind": "a | b", "room": {"inner": "object"}, "rooms": ["object"]}
    call = {"query": {"page": "integer"}, "body": facts, "answer": facts, "refusals": [404, 500]}
    assert told == {
        "release": "12.0.0",
        "refusal": {"message!": "string"},
        "calls": dict.fromkeys(CALLS, call),
    }
