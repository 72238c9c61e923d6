"""The JSON Schema of bizprobe.yml, for editors and for people's own checks."""

from collections.abc import Iterable
from typing import Annotated, Any, Union

from pydantic import BaseModel, Field, TypeAdapter, create_model

from bizprobe.catalogue import Catalogue
from bizprobe.settings.model import Name, Strict
from bizprobe.settings.shell import DealerShell


def json_schema(catalogue: Catalogue) -> dict[str, Any]:
    """The schema (draft 2020-12) of a whole file with every kind that the catalogue knows."""
    dealer = create_model(
        "Dealer",
        __base__=DealerShell,
        systems=_section(kind.settings for kind in catalogue.systems.values()),
        channels=_section(kind.settings for kind in catalogue.channels.values()),
        probes=_section(kind.settings for kind in catalogue.probes.values()),
    )
    file = create_model("Bizprobe", __base__=Strict, dealers=(dict[Name, dealer], ...))
    schema = TypeAdapter(file).json_schema()
    schema.pop("description", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "bizprobe.yml", **schema}


def _section(models: Iterable[type[BaseModel]]) -> Any:
    options = tuple(models)
    union = Annotated[Union[options], Field(discriminator="kind")] if len(options) > 1 else options[0]  # noqa: UP007
    return dict[Name, union], Field(default_factory=dict)  # type: ignore[valid-type]
