"""One run of an exchange probe: ask where nobody reports by himself, then judge what the state file holds."""

from collections.abc import Sequence
from datetime import datetime

from bizprobe.exchange.standing import Standing
from bizprobe.flow.age import allowed_age
from bizprobe.metrics.families.exchange import EXCHANGE_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.exchange.answer import Answer
from bizprobe.probes.exchange.ask import record, who_reports
from bizprobe.probes.exchange.settings import ExchangeSettings
from bizprobe.reading import Reading
from bizprobe.runlog import note
from bizprobe.settings.hours import in_force
from bizprobe.settings.model import Severity
from bizprobe.state.exchanges import ExchangeKey, ExchangeMemory
from bizprobe.surroundings import Surroundings

_WORST = 100


class ExchangeProbe:
    """Whether what is sent to a channel arrives, by the reports of those who know."""

    def __init__(self, settings: ExchangeSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._key = ExchangeKey(around.dealer.name, settings.channel, settings.exchange)
        self._memory = ExchangeMemory(around.state)
        self._ask = who_reports(settings, around)

    def expected(self) -> Sequence[Sample]:
        key, around = self._key, self._around
        labels = (key.dealer, key.channel, key.exchange, around.name, around.page_url)
        return [Sample(EXCHANGE_INFO, labels, 1)]

    async def run(self) -> Reading:
        now = self._around.clock.now()
        standing = await self._standing(now)
        answer = Answer(now, standing, self._ages(now, standing), self._rejected(now))
        key = self._key
        findings = list(answer.findings(key.exchange))
        note(f"{standing.sent} sent, {standing.accepted} accepted, {standing.rejected} rejected in all")
        samples = list(answer.samples((key.dealer, key.channel, key.exchange)))
        return Reading(answer.success, samples, findings[:_WORST], len(findings))

    def _rejected(self, now: datetime) -> dict[Severity, int]:
        return in_force(self._settings.rejected, now, self._around.dealer.calendar)

    async def _standing(self, now: datetime) -> Standing:
        """Raises ProbeError where somebody is to be asked and does not answer."""
        known = await self._memory.recall(self._key)
        if self._ask is None:
            return known
        earliest = now - self._settings.look_back
        since = max(earliest, known.last.ended_at) if known.last else earliest
        await record(await self._ask(since), self._memory, now)
        return await self._memory.recall(self._key)

    def _ages(self, now: datetime, standing: Standing) -> dict[Severity, float]:
        """The ages that are allowed at `now`."""
        ended_at, calendar = standing.last.ended_at if standing.last else now, self._around.dealer.calendar
        ages = {
            severity: allowed_age(limit, calendar, now, ended_at)
            for severity, limit in self._settings.age.items()
        }
        return {severity: age for severity, age in ages.items() if age is not None}
