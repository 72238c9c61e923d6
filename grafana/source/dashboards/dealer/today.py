"""A dealer's business today."""

from panels.page import Page, own_page, way_to
from panels.panel import Place
from questions import mine
from speech.speech import Speech


def build(speech: Speech) -> Page:
    titles = speech.today
    dashboard = own_page("bizprobe-dealer-today", titles.title, titles.question, mine.marks(speech)).link(
        way_to("bizprobe-dealer-channels", speech.channels.title)
    )
    for panel in (
        mine.how_many_sell(speech, Place(1, 10, 5)),
        mine.as_usual(speech, Place(2, 5, 5)),
        mine.lost(speech, Place(3, 4, 5)),
        mine.open_problems(speech, Place(4, 5, 5)),
        mine.what_is_wrong(speech, Place(5, 24, 13)),
        mine.since_when(speech, Place(7, 12, 11)),
        mine.hour_by_hour(speech, Place(6, 12, 11)),
    ):
        dashboard.with_panel(panel)
    return Page(f"dealer/{speech.language}", dashboard)
