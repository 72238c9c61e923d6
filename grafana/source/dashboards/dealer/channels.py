"""A dealer's channels, one row each."""

from panels.page import Page, own_page, way_to
from panels.panel import Place
from questions import mine
from speech.speech import Speech


def build(speech: Speech) -> Page:
    titles = speech.channels
    dashboard = own_page("bizprobe-dealer-channels", titles.title, titles.question, mine.marks(speech)).link(
        way_to("bizprobe-dealer-today", speech.today.title)
    )
    for panel in (
        mine.my_channels(speech, Place(1, 24, 12)),
        mine.wrong_prices(speech, Place(2, 12, 9)),
        mine.wrong_stocks(speech, Place(3, 12, 9)),
        mine.since_when(speech, Place(4, 24, 11)),
    ):
        dashboard.with_panel(panel)
    return Page(f"dealer/{speech.language}", dashboard)
