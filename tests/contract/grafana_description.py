"""What Grafana's own API description says of the calls that `bizprobe dealers sync` makes.

python -m tests.contract.grafana_description 12.0.0 public/openapi3.json > tests/contract/grafana-12.0.yml
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.contract.facts import Json

CALLS = (
    "GET /orgs",
    "POST /orgs",
    "PUT /orgs/{org_id}",
    "GET /orgs/{org_id}/users",
    "POST /orgs/{org_id}/users",
    "PATCH /orgs/{org_id}/users/{user_id}",
    "DELETE /orgs/{org_id}/users/{user_id}",
    "GET /users/lookup",
    "POST /admin/users",
    "GET /datasources",
    "POST /datasources",
    "GET /datasources/uid/{uid}",
    "PUT /datasources/uid/{uid}",
    "DELETE /datasources/uid/{uid}",
    "POST /folders",
    "GET /folders/{folder_uid}",
    "PUT /folders/{folder_uid}",
    "GET /dashboards/uid/{uid}",
    "DELETE /dashboards/uid/{uid}",
    "POST /dashboards/db",
    "GET /search",
    "GET /org/preferences",
    "PATCH /org/preferences",
)
_DEPTH = 2
_JSON = "application/json"


class Description:
    """An OpenAPI document, read for names and types alone."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def contract(self, release: str) -> Json:
        """The facts of every call, in the form that Contract reads."""
        refused = self._document["components"]["schemas"]["ErrorResponseBody"]
        calls = {call: self._call(*call.split(" ")) for call in CALLS}
        return {"release": release, "refusal": self._type(refused), "calls": calls}

    def _call(self, method: str, path: str) -> Json:
        told = self._document["paths"][path][method.lower()]
        asked = [self._at(one) for one in told.get("parameters", [])]
        query = {one["name"]: self._type(one["schema"]) for one in asked if one["in"] == "query"}
        call: Json = {"query": query} if query else {}
        if "requestBody" in told:
            call["body"] = self._type(self._schema(told["requestBody"]))
        call["answer"] = self._type(self._schema(told["responses"]["200"]))
        call["refusals"] = sorted(int(status) for status in told["responses"] if status != "200")
        return call

    def _schema(self, place: Json) -> Json:
        schema: Json = self._at(place)["content"][_JSON]["schema"]
        return schema

    def _at(self, place: Json) -> Json:
        while "$ref" in place:
            target: Any = self._document
            for step in place["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            place = target
        return place

    def _type(self, schema: Json, depth: int = 0) -> Any:
        """As `facts` writes it."""
        schema = self._at(schema)
        if "enum" in schema:
            return " | ".join(schema["enum"])
        if schema.get("type") == "array":
            return [self._type(schema["items"], depth and _DEPTH)]
        if "properties" not in schema or depth == _DEPTH:
            return schema.get("type", "any")
        required = schema.get("required", ())
        return {
            name + "!" * (name in required): self._type(below, depth + 1)
            for name, below in sorted(schema["properties"].items())
        }


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the contract of a release of Grafana.")
    parser.add_argument("release")
    parser.add_argument("description", type=Path, help="public/openapi3.json of that release")
    asked = parser.parse_args()
    contract = Description(json.loads(asked.description.read_text("utf-8"))).contract(asked.release)
    sys.stdout.write("# Printed by grafana_description.py from Grafana's own API description.\n")
    yaml.safe_dump(contract, sys.stdout, sort_keys=False, default_flow_style=None, width=110)


if __name__ == "__main__":
    main()
