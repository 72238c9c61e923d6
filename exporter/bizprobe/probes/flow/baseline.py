"""How far below what is usual a flow may be: the settings, and their limits as samples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bizprobe.metrics.families.baseline import FLOW_BASELINE_MINIMUM, FLOW_FEW_LIMIT, FLOW_STOPPED_LIMIT
from bizprobe.metrics.family import Sample
from bizprobe.settings.calendar import Calendar
from bizprobe.settings.hours import OFF, CountLimit, Hourly, ShareLimit, in_force
from bizprobe.settings.model import Checked, Severity
from bizprobe.settings.severity import BySeverity


def _half() -> dict[Severity, Hourly[float]]:
    return {Severity.WARNING: Hourly(0.5, written=0.5)}


def _a_dozen() -> dict[Severity, Hourly[int]]:
    # Where 12 are usual, chance brings none once in 160,000 times.
    return {Severity.CRITICAL: Hourly(12, written=12)}


class BaselineSettings(Checked):
    """How a flow is held against the same hour of the last four weeks."""

    few: Annotated[BySeverity[ShareLimit], Field(default_factory=_half)]
    """Below which share of the usual events of an hour it is too few, by severity; may depend on the day
    and the hour. It must be less than chance explains, too."""
    stopped: Annotated[BySeverity[CountLimit], Field(default_factory=_a_dozen)]
    """How many events must usually have come since the last one until it counts as stopped, by severity;
    may depend on the day and the hour."""
    minimum: float = Field(default=10.0, ge=0, allow_inf_nan=False)
    """How many events an hour must be usual before anything is said."""

    def _faults(self) -> Iterator[str]:
        smallest = [limit.smallest for limit in self.stopped.values() if limit.smallest is not None]
        if min(smallest, default=1) < 1:
            yield "stopped: expected at least 1 event, or off"


@dataclass(frozen=True, slots=True)
class _OrOff:
    """Marks a baseline that may be written as `off`: one without limits."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"const": OFF}]}


def _without_limits(value: Any) -> Any:
    return {"few": {}, "stopped": {}} if value == OFF else value


Baseline = Annotated[BaselineSettings, BeforeValidator(_without_limits), _OrOff()]
"""`{few: {warning: 0.5}, stopped: {critical: 12}, minimum: 10}`, or `off`."""


@dataclass(frozen=True, slots=True)
class BaselineLimits:
    """The limits of a baseline that are in force at one moment."""

    few: Mapping[Severity, float]
    stopped: Mapping[Severity, int]
    minimum: float

    def samples(self, labels: tuple[str, ...]) -> Iterator[Sample]:
        """Nothing where no limit is in force. `labels` are those of the flow."""
        for severity, share in self.few.items():
            yield Sample(FLOW_FEW_LIMIT, (*labels, severity), share)
        for severity, events in self.stopped.items():
            yield Sample(FLOW_STOPPED_LIMIT, (*labels, severity), events)
        if self.few or self.stopped:
            yield Sample(FLOW_BASELINE_MINIMUM, labels, self.minimum)


def baseline_limits(settings: BaselineSettings, now: datetime, calendar: Calendar) -> BaselineLimits:
    """What holds at `now`."""
    return BaselineLimits(
        in_force(settings.few, now, calendar), in_force(settings.stopped, now, calendar), settings.minimum
    )
