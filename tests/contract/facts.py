"""Names and types in short: `{orgId!: integer, users: [{role: Viewer | Editor}]}`; `!` marks what must be."""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.contract.served import Breach

Json = dict[str, Any]


class Facts:
    """What may be in a place."""

    def __init__(self, where: str, told: Any) -> None:
        self._where = where
        self._validator = Draft202012Validator(_schema(told))

    def hold(self, found: Any) -> None:
        """Raises Breach where something is missing, is of another type or is not known."""
        fault = best_match(self._validator.iter_errors(found))
        if fault is not None:
            raise Breach(f"{self._where}{fault.json_path.removeprefix('$')}: {fault.message}")


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
