"""Holds what is asked of Grafana, and what it answers, against its own API description."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.contract.served import Breach

Json = dict[str, Any]
RELEASES = ("12.0", "13.0")


@dataclass(frozen=True, slots=True)
class _Call:
    """A call with what it may be asked with, what it answers, and how it refuses."""

    method: str
    path: re.Pattern[str]
    query: Json
    asked: Draft202012Validator
    body: Draft202012Validator | None
    answer: Draft202012Validator
    refusals: frozenset[int]

    @classmethod
    def of(cls, call: str, facts: Json) -> "_Call":
        method, path = call.split(" ")
        query = facts.get("query", {})
        return cls(
            method,
            re.compile("/api" + re.sub(r"\{\w+\}", "[^/]+", path)),
            query,
            _validator(query),
            _validator(facts["body"]) if "body" in facts else None,
            _validator(facts["answer"]),
            frozenset(facts["refusals"]),
        )


class Contract:
    """The calls of one release of Grafana; anything else is a Breach."""

    def __init__(self, told: Json) -> None:
        self._calls = [_Call.of(call, facts) for call, facts in told["calls"].items()]
        self._refusal = _validator(told["refusal"])

    @classmethod
    def of(cls, release: str) -> "Contract":
        return cls(yaml.safe_load(Path(__file__).with_name(f"grafana-{release}.yml").read_text("utf-8")))

    def hold_request(self, request: httpx.Request) -> None:
        call = self._call(request)
        _hold("query", _typed(request.url.params, call.query), call.asked)
        if call.body is not None:
            _hold("body", json.loads(request.content or b"null"), call.body)
        elif request.content:
            raise Breach("body: none is known")

    def hold_answer(self, request: httpx.Request, answer: httpx.Response) -> None:
        call = self._call(request)
        if answer.status_code == httpx.codes.OK:
            _hold("answer", answer.json(), call.answer)
        elif answer.status_code in call.refusals:
            _hold("refusal", answer.json(), self._refusal)
        else:
            raise Breach(f"status: {answer.status_code} is not known")

    def _call(self, request: httpx.Request) -> _Call:
        for call in self._calls:
            if call.method == request.method and call.path.fullmatch(request.url.path):
                return call
        raise Breach(f"call: {request.method} {request.url.path} is not known")


def _hold(where: str, found: Any, told: Draft202012Validator) -> None:
    fault = best_match(told.iter_errors(found))
    if fault is not None:
        raise Breach(f"{where}{fault.json_path.removeprefix('$')}: {fault.message}")


def _typed(params: httpx.QueryParams, told: Json) -> Json:
    """The parameters; those that should be numbers and look so are."""
    return {
        name: int(value) if told.get(name) == "integer" and value.isdigit() else value
        for name, value in params.items()
    }


def _validator(told: Any) -> Draft202012Validator:
    return Draft202012Validator(_schema(told))


def _schema(told: Any) -> Json:
    if isinstance(told, list):
        return {"type": "array", "items": _schema(told[0])}
    if isinstance(told, dict):
        return {
            "type": "object",
            "properties": {name.rstrip("!"): _schema(below) for name, below in told.items()},
            "required": [name[:-1] for name in told if name.endswith("!")],
            "additionalProperties": False,
        }
    if " | " in told:
        return {"enum": told.split(" | ")}
    return {} if told == "any" else {"type": told}
