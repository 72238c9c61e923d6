"""A web server's log: which pages of the seller's own API a channel really fetched, cycle by cycle."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from bizprobe.errors import ProbeError
from bizprobe.exchange.report import Exchange, ExchangeReport, RejectedItem
from bizprobe.settings.model import RequestLimits
from bizprobe.state.access_logs import LogKey, LogMemory
from bizprobe.surroundings import Surroundings
from bizprobe.systems.access_log.cycles import Cycle, Rhythm
from bizprobe.systems.access_log.line import COMBINED, Fields, LineReader, by_keys, by_pattern
from bizprobe.systems.access_log.reading import LogReading
from bizprobe.systems.access_log.requests import Requests
from bizprobe.systems.access_log.settings import AccessLogSettings, PageRequests
from bizprobe.systems.base import System


class AccessLogSystem:
    """Reports each cycle in which a channel fetched the pages of an exchange."""

    def __init__(self, settings: AccessLogSettings, surroundings: Surroundings) -> None:
        self._dealer, self._clock = surroundings.dealer.name, surroundings.clock
        zone = ZoneInfo(settings.timezone) if settings.timezone else surroundings.dealer.timezone
        lines = LineReader(_fields(settings), settings.line_time, zone)
        self._account = surroundings.account(RequestLimits())
        self._account.meter.expect(("ok", "failed"))
        self._requests = {(wanted.exchange, wanted.channel): wanted for wanted in settings.requests}
        self._readings = {
            watched: LogReading(
                path=Path(settings.file),
                lines=lines,
                requests=_requests(wanted),
                memory=LogMemory(
                    surroundings.state,
                    LogKey(self._dealer, surroundings.name, wanted.channel, wanted.exchange),
                ),
                meter=self._account.meter,
                first_read=settings.first_read,
                look_back=timedelta(seconds=settings.look_back),
            )
            for watched, wanted in self._requests.items()
        }

    async def exchanges(self, exchange: Exchange, channel: str, since: datetime) -> Sequence[ExchangeReport]:
        """The cycles that ended at `since` (aware) or later, each once. Raises ProbeError."""
        watched = exchange, channel
        if watched not in self._readings:
            raise ProbeError(f"the log's settings do not say how {channel} fetches {exchange}")
        cycles = await self._readings[watched].cycles(self._clock.now())
        reports = [_report(cycle, self._requests[watched], self._dealer) for cycle in cycles]
        return [report for report in reports if report.ended_at >= since]

    async def aclose(self) -> None:
        """Closes the account."""
        await self._account.aclose()


def _report(cycle: Cycle, wanted: PageRequests, dealer: str) -> ExchangeReport:
    """A cycle as an exchange; a page that was not received is one whose items the channel does not have."""
    rhythm = _rhythm(wanted)
    expected, missing = rhythm.expected(cycle), rhythm.missing(cycle)
    received = len(expected) - len(missing)
    return ExchangeReport(
        dealer=dealer,
        channel=wanted.channel,
        exchange=wanted.exchange,
        id=f"{cycle.began:%Y-%m-%dT%H:%M:%S.%fZ}",
        ended_at=cycle.complete or cycle.last,
        sent=len(expected) * wanted.page_size,
        accepted=received * wanted.page_size,
        rejected=len(missing) * wanted.page_size,
        pages_expected=len(expected),
        pages_received=received,
        rejected_items=tuple(_lost(missing, cycle))[:1000],
    )


def _lost(missing: Sequence[int], cycle: Cycle) -> Iterator[RejectedItem]:
    for page in missing:
        status = cycle.answers.get(page)
        reason = "never asked for" if status is None else f"answered with {status}"
        yield RejectedItem(key=f"page {page}", reason="answered without a body" if status == 200 else reason)


def _key(surroundings: Surroundings, wanted: PageRequests) -> LogKey:
    return LogKey(surroundings.dealer.name, surroundings.name, wanted.channel, wanted.exchange)


def _rhythm(wanted: PageRequests) -> Rhythm:
    return Rhythm(wanted.first_page, wanted.pages, timedelta(seconds=wanted.gap))


def _requests(wanted: PageRequests) -> Requests:
    return Requests(wanted.path, wanted.method, wanted.user_agent, wanted.networks, _rhythm(wanted))


def _fields(settings: AccessLogSettings) -> Fields:
    if settings.fields is not None:
        return by_keys({name: where for name, where in settings.fields if where is not None})
    return by_pattern(settings.pattern or COMBINED)


def build(settings: AccessLogSettings, surroundings: Surroundings) -> System:
    """Opens nothing: the log is read when it is asked for."""
    # It has no orders, as its offers say.
    return cast(System, AccessLogSystem(settings, surroundings))
