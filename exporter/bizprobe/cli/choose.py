"""Which probes a person means."""

from dataclasses import replace

from bizprobe.errors import UsageError
from bizprobe.settings.faults import nearest
from bizprobe.settings.settings import Settings


def choose(settings: Settings, wanted: str) -> Settings:
    """The settings with only the probe `DEALER/PROBE`, or `PROBE` where one dealer alone has it, or all.

    Raises UsageError where there is no such probe, or more than one.
    """
    if not wanted:
        return settings
    known = [f"{dealer.name}/{probe}" for dealer in settings.dealers.values() for probe in dealer.probes]
    found = [name for name in known if wanted in (name, name.partition("/")[2])]
    if len(found) > 1:
        raise UsageError(f"more than one dealer has a probe '{wanted}': {', '.join(found)}")
    if not found:
        names = known if "/" in wanted else [name.partition("/")[2] for name in known]
        hint = nearest(wanted, names) or f"; there are: {', '.join(known)}"
        raise UsageError(f"there is no probe '{wanted}'{hint}")
    dealer, _, probe = found[0].partition("/")
    of = settings.dealers[dealer]
    return Settings({dealer: replace(of, probes={probe: of.probes[probe]})})
