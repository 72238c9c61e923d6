"""The JSON Schema says what the loader says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bizprobe.catalogue import find_kinds
from bizprobe.settings.schema import json_schema

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PUBLISHED = ROOT / "docs" / "bizprobe.schema.json"


class Words(yaml.SafeLoader):
    """Reads `off` as a word, as bizprobe.yml is read."""


Words.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:bool"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])


@pytest.fixture(scope="module")
def schema() -> Any:
    return json_schema(find_kinds())


def test_the_published_schema_is_fresh(schema: Any) -> None:
    assert json.loads(PUBLISHED.read_text()) == schema, "run: make docs"


def test_the_schema_is_one(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "file", [HERE / "good.yml", ROOT / "bizprobe.example.yml"], ids=lambda file: file.name
)
def test_what_the_loader_takes_the_schema_takes(file: Path, schema: Any) -> None:
    data = yaml.load(file.read_text(), Words)
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("every: 60s", "every: 60"),
        ("client_id:", "client:"),
        ("kind: ozon", "kind: ozone"),
        ('token: "${CRM_TOKEN}"', "token: hunter2"),
        ("step: buy", "step: bye"),
    ],
)
def test_what_the_schema_can_see_it_refuses(old: str, new: str, schema: Any) -> None:
    data = yaml.load((HERE / "good.yml").read_text().replace(old, new, 1), Words)
    assert not Draft202012Validator(schema).is_valid(data)
