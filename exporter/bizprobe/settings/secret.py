"""Secrets come from a file or from the environment, are read when used, and never show."""

import os
import re
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from bizprobe.errors import SecretError

_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Secret:
    """Where a secret is kept. Equal places are equal secrets; the value is read at each use."""

    __slots__ = ("_file", "_variable")

    def __init__(self, *, file: Path | None = None, variable: str = "") -> None:
        self._file = file
        self._variable = variable

    @classmethod
    def from_environment(cls, value: Any) -> "Secret":
        """The secret of a key such as `api_key: ${OZON_KEY}`. Raises ValueError on anything else."""
        if isinstance(value, Secret):
            return value
        match = _ENVIRONMENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(
                "a secret is not written here: use ${NAME} for an environment variable, "
                "or the same key with _file for a file"
            )
        return cls(variable=match[1])

    @classmethod
    def from_file(cls, value: Any) -> "Secret":
        """The secret of a key such as `api_key_file: /run/secrets/ozon`. Raises ValueError."""
        if isinstance(value, Secret):
            return value
        if not isinstance(value, str) or not value:
            raise ValueError("expected the path of a file that holds the secret")
        return cls(file=Path(value))

    def reveal(self) -> str:
        """The value, without white space around it. Raises SecretError, which names only the place."""
        value = self._read().strip()
        if not value:
            raise SecretError(f"the secret in {self} is empty")
        return value

    def _read(self) -> str:
        if self._file is None:
            if self._variable not in os.environ:
                raise SecretError(f"environment variable {self._variable} is not set")
            return os.environ[self._variable]
        try:
            return self._file.read_text()
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "not a text file"
            raise SecretError(f"secret file {self._file} cannot be read: {cause}") from None

    def __str__(self) -> str:
        return f"${{{self._variable}}}" if self._file is None else str(self._file)

    def __repr__(self) -> str:
        return f"Secret({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.from_environment, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$", "examples": ["${OZON_KEY}"]}


class SecretFile(Secret):
    """A field that names a file with a secret in it."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.from_file, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "examples": ["/run/secrets/ozon"]}


def one_of(key: str, file_key: str) -> Any:
    """A validator for a model with a secret under `key` or a file with it under `file_key`: exactly one."""

    def check(settings: Any) -> Any:
        given = [getattr(settings, name) for name in (key, file_key)]
        if sum(secret is not None for secret in given) != 1:
            raise ValueError(f"expected either {key} or {file_key}")
        return settings

    return model_validator(mode="after")(check)


def the_one(*secrets: Secret | None) -> Secret:
    """The secret that is given, among those that `one_of` has checked."""
    return next(secret for secret in secrets if secret is not None)
