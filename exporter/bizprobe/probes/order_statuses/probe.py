"""One run of an order statuses probe: read all sides, join them, remember since when they are apart."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from anyio.to_thread import run_sync

from bizprobe.agreement.join import Joined, join
from bizprobe.agreement.scale import Scale
from bizprobe.agreement.standing import Verdict, debts, judge
from bizprobe.errors import BadAnswerError
from bizprobe.metrics.families.order_statuses import ORDER_STATUS_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.order_statuses.answer import Answer
from bizprobe.probes.order_statuses.findings import findings
from bizprobe.probes.order_statuses.read import Asked, Read, read
from bizprobe.probes.order_statuses.samples import samples
from bizprobe.probes.order_statuses.settings import OrderStatusesSettings, Where
from bizprobe.reading import Reading
from bizprobe.runlog import note
from bizprobe.settings.hours import in_force
from bizprobe.state.mismatches import ComparisonKey, MismatchMemory
from bizprobe.surroundings import Surroundings

# Of the run's time; the rest is for the channel's last page and for what follows the reads.
_PATIENCE_SHARE = 0.8
# A handful may be orders at the edge of the horizon, or such as are on their way to the other side.
_STRANGERS = 10


class OrderStatusesProbe:
    """Whether the seller's book, and what the buyer sees, say the same of every order as the channel."""

    def __init__(self, settings: OrderStatusesSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._scale = Scale(frozenset(statuses) for statuses in settings.equal)
        self._labels = (around.dealer.name, settings.channel, settings.flow.value)
        self._memories = {
            where: MismatchMemory(around.state, self._key(system))
            for where, system in settings.systems.items()
        }

    def expected(self) -> Sequence[Sample]:
        dealer, channel, flow = self._labels
        return [
            ORDER_STATUS_INFO.sample(
                1,
                dealer=dealer,
                channel=channel,
                flow=flow,
                where=where,
                system=system,
                probe=self._around.name,
                url=self._around.page_url,
            )
            for where, system in self._settings.systems.items()
        ]

    async def run(self) -> Reading:
        now = self._around.clock.now()
        found = await read(self._asked(now), self._settings.timeout * _PATIENCE_SHARE)
        answer = await self._answer(now, found)
        worst, total = findings(self._settings, answer)
        return Reading(answer.success, list(samples(self._labels, answer)), worst, total, found.unasked)

    def _key(self, system: str) -> ComparisonKey:
        dealer, channel, flow = self._labels
        return ComparisonKey(dealer, channel, f"statuses of {flow} in {system}")

    def _asked(self, now: datetime) -> dict[Where, Asked]:
        settings, around = self._settings, self._around
        since = now - timedelta(seconds=settings.horizon)
        note(f"orders since {since:%Y-%m-%d %H:%M:%S} UTC")
        channel = around.channels[settings.channel].orders(since)
        asked = {Where.CHANNEL: Asked(settings.channel, channel, settings.max_orders)}
        for where, system in settings.systems.items():
            pages = around.systems[system].orders(since, settings.channel)
            asked[where] = Asked(system, pages, settings.max_orders)
        return asked

    async def _answer(self, now: datetime, found: Read) -> Answer:
        verdicts: dict[Where, Verdict] = {}
        for where in (where for where in self._settings.systems if where in found.sides):
            try:
                joined = await self._joined(where, found)
            except BadAnswerError as error:
                found.unasked = error
            else:
                verdicts[where] = await self._verdict(where, joined, now)
        if not verdicts and found.unasked is not None:
            raise found.unasked
        unmapped = {where: side.unmapped() for where, side in sorted(found.sides.items())}
        calendar = self._around.dealer.calendar
        limits = {
            state: in_force(by_severity, now, calendar)
            for state, by_severity in self._settings.limits.items()
        }
        return Answer(now, verdicts, unmapped, limits)

    async def _joined(self, where: Where, found: Read) -> Joined:
        system, channel = self._settings.systems[where], self._settings.channel
        ours, theirs = found.sides[where], found.sides[Where.CHANNEL]
        # Of all orders: in a thread, others go on meanwhile.
        joined = await run_sync(join, ours.held, theirs.held, self._scale)
        note(
            f"{joined.orders} orders in {channel} and {system}; "
            f"{joined.only_theirs} only in {channel}, {joined.only_ours} only in {system}"
        )
        if not joined.orders and min(joined.only_ours, joined.only_theirs) >= _STRANGERS:
            words = "have no order number in common; are they written alike?"
            raise BadAnswerError(f"{channel} and {system} {words}")
        return joined

    async def _verdict(self, where: Where, joined: Joined, now: datetime) -> Verdict:
        owed = await run_sync(
            lambda: {debt: "" for mismatch in joined.mismatches for debt in debts(mismatch, self._scale)}
        )
        since = await self._memories[where].record(owed, now)
        grown_up = now - timedelta(seconds=self._settings.grace)
        verdict = await run_sync(judge, joined, self._scale, since, grown_up)
        system = self._settings.systems[where]
        note(f"{system}: {len(verdict.standing)} orders do not agree, {verdict.young} more not for long")
        return verdict
