"""Kinds of blocks that only name others."""

from typing import Annotated, Literal

from bizprobe.settings.blocks import ProbeSettings, SystemSettings
from bizprobe.settings.model import Ref


class BookSettings(SystemSettings):
    kind: Literal["book"]


class AskingSettings(ProbeSettings):
    kind: Literal["asking"]
    channel: Annotated[str, Ref("channels")]
    system: Annotated[str, Ref("systems")] | None = None
