"""What became of the ads that the seller's feed gave to Avito (autoload)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from bizprobe.errors import IncompleteError
from bizprobe.exchange.report import Exchange, ExchangeReport, RejectedItem
from bizprobe.marketplaces.avito.api import AvitoApi, moment, written
from bizprobe.marketplaces.avito.paths import REPORT, REPORT_ITEMS, REPORTS
from bizprobe.remote.paging import PagePaging
from bizprobe.remote.read import Taken
from bizprobe.remote.selector import Selector
from bizprobe.remote.template import Position

# Reports are asked for by when they began; an upload takes hours at most.
_LONGEST = timedelta(days=1)
_PAGING = PagePaging(kind="page", first=0, size=REPORT_ITEMS.limit, has_next=Selector("more"))
_RUNNING, _FAILED, _ERROR = "processing", "error", "error"
_NAMED, _KEY, _REASON = 1000, 200, 500
# The words are of Avito's document of 2026-04-30.
_REFUSED = {
    "old": "its placement has ended",
    "blocked": "blocked by Avito",
    "rejected": "refused until it is corrected",
}
_TAKEN_OFF = frozenset({"archived", "removed"})


class _Upload(msgspec.Struct, gc=False):
    id: int
    finished_at: str | None
    status: str


class _Uploads(msgspec.Struct, gc=False):
    reports: list[_Upload]


class _Event(msgspec.Struct, gc=False):
    code: int
    type: str
    description: str = ""


class _Report(msgspec.Struct, gc=False):
    events: list[_Event]


class _Message(msgspec.Struct, gc=False):
    code: int
    type: str
    title: str = ""


class _Ad(msgspec.Struct, gc=False):
    ad_id: str
    messages: list[_Message]
    avito_id: int | None = None
    avito_status: str | None = None
    avito_date_end: str | None = None


class _Meta(msgspec.Struct, gc=False):
    page: int
    pages: int
    total: int


class _Ads(msgspec.Struct, gc=False):
    items: list[_Ad]
    meta: _Meta


_UPLOADS = msgspec.json.Decoder(_Uploads)
_REPORT = msgspec.json.Decoder(_Report)
_ADS = msgspec.json.Decoder(_Ads)


@dataclass(slots=True)
class _Fates:
    """What became of the ads of one upload."""

    shown: int = 0
    refused: int = 0
    named: list[RejectedItem] = field(default_factory=list)

    def add(self, ad: _Ad) -> None:
        """Counts an ad, unless it left the feed and Avito took it off, as the seller wanted."""
        reasons = list(_reasons(ad))
        if reasons:
            self.refused += 1
            if len(self.named) < _NAMED:
                self.named.append(_item(ad.ad_id or f"avito/{ad.avito_id}", reasons))
        elif ad.avito_status not in _TAKEN_OFF:
            self.shown += 1


@dataclass(slots=True)
class ReportReader:
    """Reads the report of the last upload. What became of one that ended is asked for once."""

    api: AvitoApi
    dealer: str
    channel: str
    _told: ExchangeReport | None = field(default=None, init=False)

    async def ended(self, since: datetime) -> Sequence[ExchangeReport]:
        """The last upload that ended, if that was at `since` or later. Raises RemoteError."""
        uploads = [upload for upload in (await self.page(since)).reports if upload.status != _RUNNING]
        ends = {upload.id: moment(upload.finished_at, "finished_at") for upload in uploads}
        last = max(uploads, key=lambda upload: (ends[upload.id], upload.id), default=None)
        if last is None or ends[last.id] < since:
            return ()
        if self._told is None or self._told.id != str(last.id):
            self._told = await self._report(last, ends[last.id])
        return (self._told,)

    async def page(self, since: datetime) -> _Uploads:
        """The newest uploads. Raises RemoteError."""
        params = {"per_page": str(REPORTS.limit), "page": "0", "date_from": written(since - _LONGEST)}
        return await self.api.ask(REPORTS, _UPLOADS, params=params)

    async def _report(self, upload: _Upload, ended_at: datetime) -> ExchangeReport:
        failed = upload.status == _FAILED
        fates = await (self._failure(upload.id) if failed else self._fates(upload.id))
        return ExchangeReport(
            dealer=self.dealer,
            channel=self.channel,
            exchange=Exchange.ITEMS,
            id=str(upload.id),
            ended_at=ended_at,
            sent=fates.shown + fates.refused,
            accepted=fates.shown,
            rejected=fates.refused,
            pages_expected=1,
            pages_received=0 if failed else 1,
            rejected_items=tuple(fates.named),
        )

    async def _failure(self, upload: int) -> _Fates:
        """The feed did not get through as a whole: it counts as one item, which says why."""
        events = (await self.api.ask(REPORT, _REPORT, report=upload)).events
        reasons = [f"{event.code}: {event.description}" for event in events if event.type == _ERROR]
        return _Fates(refused=1, named=[_item("feed", reasons)])

    async def _fates(self, upload: int) -> _Fates:
        async def ask(position: Position) -> _Ads:
            params = {"per_page": str(REPORT_ITEMS.limit), "page": str(position.page)}
            return await self.api.ask(REPORT_ITEMS, _ADS, params=params, report=upload)

        fates, ads, declared = _Fates(), 0, 0
        async for taken in self.api.read(ask, _take, _PAGING).pages():
            declared, ads = taken.rows.meta.total, ads + len(taken.rows.items)
            for ad in taken.rows.items:
                fates.add(ad)
        if ads < declared:
            raise IncompleteError(f"{REPORT_ITEMS.path}: {declared} ads are declared, {ads} came")
        return fates


def _take(found: _Ads) -> Taken[_Ads]:
    # Several ads may lack both numbers, so that these do not tell whether all came.
    keys = [f"{ad.ad_id}/{ad.avito_id}" for ad in found.items]
    return Taken(found, keys, None, {"more": found.meta.page + 1 < found.meta.pages})


def _reasons(ad: _Ad) -> Iterator[str]:
    for message in ad.messages:
        if message.type == _ERROR:
            yield f"{message.code}: {message.title}"
    if ad.avito_status in _REFUSED:
        until = f" ({ad.avito_date_end})" if ad.avito_status == "old" and ad.avito_date_end else ""
        yield _REFUSED[ad.avito_status] + until


def _item(key: str, reasons: Sequence[str]) -> RejectedItem:
    return RejectedItem(key=key[:_KEY], reason="; ".join(reasons)[:_REASON])
