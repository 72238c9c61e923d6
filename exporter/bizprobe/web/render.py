"""Templates to answers."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from anyio import to_thread
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bizprobe import __version__
from bizprobe.clock import Clock
from bizprobe.reading import Finding
from bizprobe.web import words
from bizprobe.web.standing import State

_WORDS = {
    State.PROBLEM: "Problem",
    State.CANNOT_ASK: "Cannot ask",
    State.WAITING: "Waiting",
    State.OK: "OK",
}
_ICONS = {State.PROBLEM: "✕", State.CANNOT_ASK: "?", State.WAITING: "…", State.OK: "✓"}


class Pages:
    """Renders templates with what every page needs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("bizprobe.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "version": __version__,
            "states": tuple(State),
            "state_words": _WORDS,
            "icons": _ICONS,
        }
        self._templates.filters |= {
            "age": words.age,
            "duration": words.duration,
            "amount": words.amount,
            "columns": _columns,
        }

    async def answer(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        """The page. Renders in a thread: a long page must not hold up the event loop."""
        now = self._clock.now()
        up = "../" * (request.url.path.count("/") - 1)
        template = self._templates.get_template(name)

        def html() -> str:
            return template.render(now=now, root=up or "./", when=_when(now), **context)

        return HTMLResponse(await to_thread.run_sync(html), status)


def _when(now: datetime) -> Any:
    def when(at: datetime | None, zone: tzinfo, none: str = "never") -> str:
        """A moment as a time element, with how long ago it was or how far ahead it is."""
        if at is None:
            return none
        return Markup('<time datetime="{iso}" title="{iso}">{clock} <small>({apart})</small></time>').format(
            iso=at.isoformat(timespec="seconds"),
            clock=words.moment(at, now, zone),
            apart=words.apart(at, now),
        )

    return when


def _columns(findings: Sequence[Finding]) -> list[str]:
    """The fields that any of the findings has."""
    return [
        name
        for name in ("kind", "subject", "ours", "theirs", "since", "note")
        if any(getattr(f, name) for f in findings)
    ]
