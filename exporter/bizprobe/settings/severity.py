"""A setting for each severity."""

from typing import Annotated, Any, TypeVar, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bizprobe.settings.model import Severity

T = TypeVar("T")


class PlainIsCritical:
    """Marks a `dict[Severity, X]` of which an X alone means that X for critical."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = TypeAdapter(get_args(source)[1])

        def validate(value: Any, mapping: core_schema.ValidatorFunctionWrapHandler) -> Any:
            if isinstance(value, dict) and "default" not in value:
                return mapping(value)
            return {Severity.CRITICAL: plain.validate_python(value, strict=True)}

        return core_schema.no_info_wrap_validator_function(validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        mapping = handler(schema)
        resolved = handler.resolve_ref_schema(mapping)
        return {"anyOf": [resolved["additionalProperties"], mapping]}


BySeverity = Annotated[dict[Annotated[Severity, Field(strict=False)], T], PlainIsCritical()]
"""`{warning: 15m, critical: 30m}`; a plain `30m`, or hours with their default, mean critical."""
