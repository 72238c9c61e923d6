"""One run of a flow probe: recall, read both sides, record in one transaction, and only then answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bizprobe.errors import ProbeError
from bizprobe.flow.age import AgeLimits
from bizprobe.flow.ahead import ahead
from bizprobe.flow.records import Side, Tally
from bizprobe.flow.silence import silence
from bizprobe.flow.words import span
from bizprobe.marketplaces.own import OwnSettings
from bizprobe.metrics.families.flow import FLOW_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.flow.answer import Answer
from bizprobe.probes.flow.baseline import baseline_limits
from bizprobe.probes.flow.findings import findings
from bizprobe.probes.flow.read import Asked, Read, read
from bizprobe.probes.flow.samples import samples
from bizprobe.probes.flow.settings import MISSED_WITHIN, Flow, FlowSettings
from bizprobe.probes.flow.source import events, waiting
from bizprobe.reading import Reading
from bizprobe.runlog import note
from bizprobe.settings.hours import in_force
from bizprobe.state.flows import FlowKey, FlowMemory, FlowPast, FlowTake, SideTake
from bizprobe.surroundings import Surroundings

# Of the run's time; the rest is for the channel's last page and for writing down what it showed.
_BOOK_SHARE = 0.8


class FlowProbe:
    """Whether events still come in through a channel, and whether the seller's book has each of them."""

    def __init__(self, settings: FlowSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._reach = settings.reach
        self._offers = settings.offers(around.dealer)
        self._key = FlowKey(around.dealer.name, settings.channel, settings.flow)
        self._memory = FlowMemory(around.state, self._key)
        self._sources = {Side.CHANNEL: settings.channel}
        if settings.book is not None:
            self._sources[Side.BOOK] = settings.book

    def expected(self) -> Sequence[Sample]:
        settings, dealer = self._settings, self._around.dealer
        channel = dealer.channels[settings.channel]
        return [
            FLOW_INFO.sample(
                1,
                dealer=dealer.name,
                channel=settings.channel,
                flow=settings.flow,
                probe=self._around.name,
                own=str(channel.own).lower(),
                remote=channel.system if isinstance(channel, OwnSettings) else settings.channel,
                book=settings.book or "",
                business_service=settings.business_service or "",
                url=self._around.page_url,
            )
        ]

    async def run(self) -> Reading:
        now = self._around.clock.now()
        past = await self._memory.recall(self._sources, self._reach.joined(now)[0])
        since = {side: self._reach.since(now, past.sides.get(side)) for side in self._sources}
        self._note_gap(past, since[Side.CHANNEL])
        found = await read(self._asked(since))
        self._note_future(found)
        tally = await self._memory.record(self._take(now, past, since, found))
        return self._reading(self._answer(now, tally, found), found.unasked)

    def _asked(self, since: dict[Side, datetime]) -> Asked:
        settings, around = self._settings, self._around
        channel = around.channels[settings.channel]
        flow = {Side.CHANNEL: events(channel, self._offers.events, since[Side.CHANNEL])}
        if settings.book is not None:
            book = around.systems[settings.book]
            flow[Side.BOOK] = book.orders(since[Side.BOOK], settings.channel)
        open_orders = None
        if settings.open_orders is not None and self._offers.waiting is not None:
            open_orders = waiting(channel, self._offers.waiting)
        patience = settings.timeout * _BOOK_SHARE
        return Asked(settings.flow, flow, since, self._sources, patience, open_orders)

    def _take(self, now: datetime, past: FlowPast, since: dict[Side, datetime], found: Read) -> FlowTake:
        sides = {
            side: SideTake(self._sources[side], since[side], sightings)
            for side, sightings in found.sightings.items()
        }
        unread = frozenset(self._sources.keys() - sides.keys())
        return FlowTake(past.version, now, self._reach.earliest(now), self._reach.joined(now), sides, unread)

    def _answer(self, now: datetime, tally: Tally, found: Read) -> Answer:
        calendar = self._around.dealer.calendar
        silences = {
            severity: silence(limit, calendar, now, tally.known_from, tally.last_event)
            for severity, limit in self._settings.silence.items()
        }
        return Answer(
            now=now,
            tally=tally,
            silences={severity: counted for severity, counted in silences.items() if counted},
            missing_limits=in_force(self._settings.missing, now, calendar),
            unmapped={word: len(numbers) for word, numbers in found.unmapped.items()},
            # Held against the end of the reads: what came in meanwhile is not ahead.
            ahead=ahead(found.sightings[Side.CHANNEL], self._around.clock.now()),
            open_orders=found.open_orders,
            age_limits=AgeLimits(calendar, self._settings.open_orders or {}),
            missed=self._missed(now, found),
            missed_limits=in_force(self._settings.unanswered, now, calendar),
            baseline=baseline_limits(self._settings.baseline, now, calendar),
        )

    def _missed(self, now: datetime, found: Read) -> Mapping[str, datetime] | None:
        """The calls of the last hour that nobody took while somebody should have, oldest first."""
        if self._settings.flow is not Flow.CALLS:
            return None
        limits, calendar = self._settings.unanswered, self._around.dealer.calendar
        return {
            number: at
            for number, at in sorted(found.missed.items(), key=lambda call: (call[1], call[0]))
            if at > now - MISSED_WITHIN and (not limits or in_force(limits, at, calendar))
        }

    def _reading(self, answer: Answer, unasked: ProbeError | None) -> Reading:
        worst, total = findings(self._settings, answer)
        note(f"{answer.tally.new} new, {answer.tally.events} in all, {total} findings")
        return Reading(answer.success, list(samples(self._key, answer)), worst, total, unasked)

    def _note_gap(self, past: FlowPast, since: datetime) -> None:
        known = past.sides.get(Side.CHANNEL)
        if known is not None and known.cursor < since:
            note(
                f"what came in from {known.cursor:%Y-%m-%d %H:%M} to {since:%Y-%m-%d %H:%M} UTC stays unknown"
            )

    def _note_future(self, found: Read) -> None:
        now = self._around.clock.now()
        future = ahead(found.sightings[Side.CHANNEL], now, timedelta(0))
        if future:
            farthest = span((future[0].placed_at - now).total_seconds())
            note(f"{len(future)} lie in the future, up to {farthest}: check the time zone and the clock")
