"""What the exporter shows of what needs what."""

from collections.abc import Iterator

from bizprobe.engine.effective import places_named
from bizprobe.metrics.families.dependency import ASKS_INFO, BUSINESS_SERVICE_INFO, DEPENDS_INFO
from bizprobe.metrics.family import Sample
from bizprobe.settings.dependencies import all_needs
from bizprobe.settings.need import Thing
from bizprobe.settings.settings import Dealer, Settings

_SINGULAR = {
    "business_services": "business_service",
    "systems": "system",
    "channels": "channel",
    "probes": "probe",
}


def dependency_samples(settings: Settings) -> Iterator[Sample]:
    """What needs what at each dealer, whom its probes ask, and its business services."""
    for dealer in settings.dealers.values():
        for one, needed in all_needs(dealer).items():
            for other in sorted(needed):
                yield DEPENDS_INFO.sample(1, dealer=dealer.name, dependent=_word(one), on=_word(other))
        yield from _asked(dealer)
        yield from _services(dealer)


def _asked(dealer: Dealer) -> Iterator[Sample]:
    for probe, settings in dealer.probes.items():
        for _, section, name in dict.fromkeys(places_named(dealer, settings)):
            if section == "systems":
                yield Sample(ASKS_INFO, (dealer.name, probe, name, "ours"), 1)
            elif section == "channels" and not dealer.channels[name].own:
                yield Sample(ASKS_INFO, (dealer.name, probe, name, "channel"), 1)


def _services(dealer: Dealer) -> Iterator[Sample]:
    for name, service in dealer.business_services.items():
        yield BUSINESS_SERVICE_INFO.sample(
            1,
            dealer=dealer.name,
            business_service=name,
            title=service.title,
            step=service.step or "",
            critical=str(service.critical).lower(),
        )


def _word(thing: Thing) -> str:
    return f"{_SINGULAR[thing.section]}:{thing.name}"
