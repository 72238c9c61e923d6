"""/probes: how each probe stands, and a page for each of them."""

from collections import Counter
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bizprobe.clock import Clock
from bizprobe.engine.effective import places_named
from bizprobe.engine.watch import Watch
from bizprobe.settings.redact import redacted
from bizprobe.web.engine import Engine
from bizprobe.web.find import find_by_name, find_probe
from bizprobe.web.readings import table
from bizprobe.web.render import Pages
from bizprobe.web.report import as_csv, as_json
from bizprobe.web.standing import State, standing

_WORST_FIRST = {state: rank for rank, state in enumerate(State)}


class Probes:
    """The pages of one engine's probes. `can_run` is whether they have a button to run the probe."""

    def __init__(self, engine: Engine, pages: Pages, clock: Clock, *, can_run: bool) -> None:
        self._engine = engine
        self._pages = pages
        self._clock = clock
        self._can_run = can_run

    async def overview(self, request: Request) -> Response:
        """All probes, the worst first. `?dealer=` and `?state=` choose some of them."""
        dealer, state = (request.query_params.get(name, "") for name in ("dealer", "state"))
        now = self._clock.now()
        watches = sorted(self._engine.watches.items())
        rows = [(watch, standing(watch, now)) for key, watch in watches if dealer in ("", key[0])]
        return await self._pages.answer(
            request,
            "probes.html",
            rows=sorted(
                (row for row in rows if state in ("", row[1].state)),
                key=lambda row: _WORST_FIRST[row[1].state],
            ),
            counts=Counter(stands.state for _, stands in rows),
            dealers=sorted({key[0] for key, _ in watches}),
            dealer=dealer,
            state=state,
        )

    async def page(self, request: Request) -> Response:
        watch, now = self._watch(request), self._clock.now()
        reading = watch.last_answer.reading if watch.last_answer else None
        return await self._pages.answer(
            request,
            "probe.html",
            watch=watch,
            zone=watch.dealer.timezone,
            stands=standing(watch, now),
            reading=reading,
            table=table(reading.samples if reading else (), now, watch.dealer.timezone),
            errors=sorted(watch.errors.items(), key=lambda item: -item[1]),
            settings=yaml.safe_dump(settings_of(watch), sort_keys=False, allow_unicode=True),
            can_run=self._can_run,
        )

    async def json(self, request: Request) -> Response:
        watch = self._watch(request)
        return JSONResponse(as_json(watch, settings_of(watch), self._clock.now()))

    async def csv(self, request: Request) -> Response:
        """The findings, as a file to open in a spreadsheet."""
        watch = self._watch(request)
        headers = {"Content-Disposition": f'attachment; filename="{"-".join(watch.key)}.csv"'}
        return Response(as_csv(watch), headers=headers, media_type="text/csv")

    async def short(self, request: Request) -> Response:
        """/probes/NAME, /probes/NAME.json and .csv, where only one dealer has a probe of that name."""
        name, dot, ending = request.path_params["probe"].partition(".")
        watch = find_by_name(self._engine.watches, name)
        return RedirectResponse(f"{watch.dealer.name}/{watch.name}{dot}{ending}")

    def _watch(self, request: Request) -> Watch:
        return find_probe(self._engine.watches, **request.path_params)


def settings_of(watch: Watch) -> dict[str, Any]:
    """The part of bizprobe.yml that a probe depends on, with defaults and without secrets."""
    dealer = watch.dealer
    part: dict[str, Any] = {"title": dealer.title, "timezone": dealer.timezone.key}
    for _, section, name in places_named(dealer, watch.settings):
        part.setdefault(section, {})[name] = redacted(getattr(dealer, section)[name])
    part["probes"] = {watch.name: redacted(watch.settings)}
    return {"dealers": {dealer.name: part}}
