"""Holds what is asked of Grafana, and what it answers, against its own API description."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.contract.facts import Facts, Json
from tests.contract.served import Breach

RELEASES = ("12.0", "13.0")


@dataclass(frozen=True, slots=True)
class _Call:
    """A call with what it may be asked with, what it answers, and how it refuses."""

    method: str
    path: re.Pattern[str]
    query: Json
    asked: Facts
    body: Facts | None
    told: Any
    answer: Facts
    refusals: frozenset[int]

    @classmethod
    def of(cls, call: str, facts: Json) -> "_Call":
        method, path = call.split(" ")
        query = facts.get("query", {})
        return cls(
            method,
            re.compile("/api" + re.sub(r"\{\w+\}", "[^/]+", path)),
            query,
            Facts("query", query),
            Facts("body", facts["body"]) if "body" in facts else None,
            facts["answer"],
            Facts("answer", facts["answer"]),
            frozenset(facts["refusals"]),
        )


class Contract:
    """The calls of one release of Grafana; anything else is a Breach."""

    def __init__(self, told: Json) -> None:
        self._calls = [_Call.of(call, facts) for call, facts in told["calls"].items()]
        self._refusal = Facts("refusal", told["refusal"])

    @classmethod
    def of(cls, release: str) -> "Contract":
        return cls(yaml.safe_load(Path(__file__).with_name(f"grafana-{release}.yml").read_text("utf-8")))

    def hold_request(self, request: httpx.Request) -> None:
        call = self._call(request)
        call.asked.hold(_typed(request.url.params, call.query))
        if call.body is not None:
            call.body.hold(json.loads(request.content or b"null"))
        elif request.content:
            raise Breach("body: none is known")

    def hold_answer(self, request: httpx.Request, answer: httpx.Response) -> None:
        call = self._call(request)
        if answer.status_code == httpx.codes.OK:
            call.answer.hold(answer.json())
        elif answer.status_code in call.refusals:
            self._refusal.hold(answer.json())
        else:
            raise Breach(f"status: {answer.status_code} is not known")

    def told(self, request: httpx.Request) -> tuple[Any, frozenset[int]]:
        """The names and types that the answer has, and the statuses of refusals."""
        call = self._call(request)
        return call.told, call.refusals

    def _call(self, request: httpx.Request) -> _Call:
        for call in self._calls:
            if call.method == request.method and call.path.fullmatch(request.url.path):
                return call
        raise Breach(f"call: {request.method} {request.url.path} is not known")


def _typed(params: httpx.QueryParams, told: Json) -> Json:
    """The parameters; those that should be numbers and look so are."""
    return {
        name: int(value) if told.get(name) == "integer" and value.isdigit() else value
        for name, value in params.items()
    }
