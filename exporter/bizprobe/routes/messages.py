"""What Alertmanager itself says to people: its templates, in one language.

They know the map: routes can tell a message who owns an incident only since Alertmanager 0.34.
"""

import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from bizprobe.routes.page import in_words
from bizprobe.routes.phrases import phrases
from bizprobe.routes.routing import ladders_of
from bizprobe.routes.settings import EscalationMap, Language, Level
from bizprobe.routes.words import speech

_HEAD = """\
{{/* Made by `bizprobe routes` from escalation.yml: change that, then `make docs`. Receivers
use bizprobe.LANGUAGE.subject, .text (for mail and chats), .telegram (parse_mode HTML) or .mail (HTML). */}}
"""
_TELEGRAM = 4096
"""Characters that a message may have."""
_AROUND = 100
"""What a message needs to say how many alerts it leaves out."""
_OWNER = 400
_MAIL = 100_000


@dataclass(frozen=True, slots=True)
class Owned:
    """Some incidents, and the sentences on who is responsible for them, by severity."""

    incidents: Sequence[str]
    critical: str
    warning: str


def messages(chart: EscalationMap, language: Language) -> str:
    """The text of the template file of a language."""
    owners = list(_owners(chart, language))
    sentences = [text for one in owners for text in (one.critical, one.warning)]
    room = _TELEGRAM - _AROUND - max(map(_length, sentences), default=0)
    environment = _environment()
    environment.globals |= {
        "language": language,
        "suffix": "" if language == "en" else f"_{language}",
        "speech": speech(language),
        "say": phrases(language),
        "incidents": {name: one.title.of(language) for name, one in chart.incidents.items()},
        "owners": owners,
    }
    rooms = {"words": 0, "text": room, "telegram": room, "mail": _MAIL}
    parts = [environment.get_template(f"{name}.tmpl").render(name=name, room=rooms[name]) for name in rooms]
    return _HEAD + "".join(f"\n{part.strip()}\n" for part in parts)


def _environment() -> Environment:
    """Go's templates keep their braces; what is ours stands in brackets."""
    environment = Environment(  # noqa: S701 - what is made here escapes by itself, where it is rendered
        loader=PackageLoader("bizprobe.routes"),
        undefined=StrictUndefined,
        trim_blocks=True,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.filters["quoted"] = _quoted
    return environment


def _owners(chart: EscalationMap, language: Language) -> Iterator[Owned]:
    for team in chart.teams:
        for ladder, incidents in ladders_of(chart, team):
            critical, warning = (
                _sentence(chart, team, levels, language) for levels in (ladder.critical, ladder.warning)
            )
            yield Owned(incidents, critical, warning)


def _sentence(chart: EscalationMap, owner: str, levels: Sequence[Level], language: Language) -> str:
    """Who owns it, and who is next."""
    say = phrases(language)
    later = "; ".join(in_words(chart, level, owner, language) for level in levels[1:])
    sentence = say.owner.format(chart.teams[owner].title.of(language))
    whole = f"{sentence} {say.next.format(later)}" if later else sentence
    return whole if len(whole) <= _OWNER else f"{whole[: _OWNER - 1]}…"


def _quoted(text: str) -> str:
    """As a string of Go's templates, so that braces in it are only braces."""
    return json.dumps(text, ensure_ascii=False)


def _length(text: str) -> int:
    """As Telegram counts, escaped for HTML."""
    return len(html.escape(text).encode("utf-16-le")) // 2
