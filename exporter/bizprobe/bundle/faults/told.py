"""The alerts of which people were told."""

from collections.abc import Iterable, Iterator

from bizprobe.bundle.faults.sight import Held, Labels
from bizprobe.settings.model import Severity

TOLD_AFTER = 30.0
"""Seconds until an alert that nothing keeps quiet is told: `group_wait` of the routes."""


class Told:
    """Those that nothing kept quiet for long enough, in words, in the order in which they came."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._told: dict[str, None] = {}

    def see(self, at: float, alerts: Iterable[Held]) -> None:
        """Takes in what is held at that moment."""
        active = {in_words(held.labels) for held in alerts if not held.inhibited and _is_for_people(held)}
        self._since = {words: self._since.get(words, at) for words in active}
        for words in sorted(active):
            if at - self._since[words] >= TOLD_AFTER:
                self._told[words] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)


def _is_for_people(held: Held) -> bool:
    """Not what only beats to the outside, or only keeps others quiet."""
    return held.labels.get("severity") in set(Severity)


def in_words(labels: Labels) -> str:
    """An alert in a few words."""
    about = [labels[name] for name in ("channel", "probe", "remote") if labels.get(name)]
    where = f" of {'/'.join(about)}" if about else ""
    return f"{labels['alertname']} ({labels.get('severity', '-')}, {labels.get('side', '-')}){where}"
