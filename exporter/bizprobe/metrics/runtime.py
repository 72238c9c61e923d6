"""The process itself: CPU, memory, files and garbage collection, as prometheus-client knows them."""

from collections.abc import Set

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from bizprobe.metrics.exposition import Format, ending


class Runtime:
    """The `process_` and `python_` families, read when asked for."""

    def __init__(self) -> None:
        # Without auto_describe a registry finds no family of these collectors by its name.
        self._registry = CollectorRegistry(auto_describe=True)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)

    def chunk(self, wanted: Format, names: Set[str] = frozenset()) -> bytes:
        """All of them, or only those that have a series in `names`."""
        registry = self._registry.restricted_registry(names) if names else self._registry
        if wanted is Format.TEXT:
            return generate_latest(registry)
        lines: bytes = openmetrics.generate_latest(registry)  # type: ignore[no-untyped-call]
        return lines.removesuffix(ending(wanted))
