"""What a block may depend on, as it is written under `depends_on`: `systems.erp`."""

from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from bizprobe.settings.faults import nearest

SECTIONS = ("business_services", "systems", "channels")
"""Whose blocks may depend on others, and be depended on."""


class Thing(NamedTuple):
    """A block of a dealer, by the section that it stands in."""

    section: str
    name: str

    def __str__(self) -> str:
        return f"{self.section}.{self.name}"


def thing(text: str) -> Thing:
    """The block that `systems.erp` means."""
    section, _, name = text.partition(".")
    return Thing(section, name)


def _checked(text: str) -> str:
    section, name = thing(text)
    if section not in SECTIONS or not name:
        words = "expected systems.NAME, channels.NAME or business_services.NAME"
        raise ValueError(f"{words}; got '{text}'{nearest(section, SECTIONS)}")
    return text


Needs = Annotated[list[Annotated[str, AfterValidator(_checked)]], Field(default_factory=list)]
"""What a block depends on, each as SECTION.NAME."""
