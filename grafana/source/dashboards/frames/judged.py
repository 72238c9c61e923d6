"""The frame of dashboards that hold one side against another: what is worst comes first, in one word."""

from collections.abc import Sequence

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import stat, statetimeline

from panels.look import PLAIN_SIDE, UNKNOWN, calm, numbered
from panels.numbers import numbers
from panels.page import alerts, choice_of_many, page, way_to
from panels.panel import Place, Words, now, over_time
from panels.rows import Column, amount, links, word
from panels.timelines import timeline
from questions.goods import Compared
from questions.judging import Judgement

FINDINGS = links("One by one", "${__data.fields.url}")
PROBE = links(
    "The probe in depth",
    "/d/bizprobe-probe?${__url_time_range}&var-dealer=${__data.fields.dealer}"
    "&var-probe=${__data.fields.probe}",
)
CHANNEL = Column("Channel", 0, least=110, label="channel", looks=[PROBE])


def goods_page(uid: str, title: str, question: str, goods: Compared, *, timeline: int) -> build.Dashboard:
    """A dashboard for the prices or the stocks of the channels that are compared."""
    given, info = f'what="{goods.what}"', "bizprobe_compare_info"
    return judged_page(uid, title, question, info, goods.matchers, timeline=timeline, given=given)


def judged_page(
    uid: str, title: str, question: str, info: str, matchers: str, *, timeline: int, given: str = ""
) -> build.Dashboard:
    """A dashboard for the dealers and channels of an info family, and the alerts about them.

    `timeline` is the id of the panel that shows the verdicts over time.
    """
    return (
        page(uid, title, question, since="now-6h", refresh="1m")
        .with_variable(choice_of_many("dealer", "Dealer", given, of=info))
        .with_variable(
            choice_of_many("channel", "Channel", f'{given},dealer=~"$dealer"'.lstrip(","), of=info)
        )
        .annotation(marks(matchers, timeline))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
    )


def marks(matchers: str, timeline: int) -> build.AnnotationQuery:
    """Marks when alerts fired; not on the timeline, which says more, in words that lines would cross."""
    but_not_there = build.AnnotationPanelFilter().exclude(True).ids([timeline])
    return alerts(matchers, says="alerts fire").filter(but_not_there)


def verdicts(place: Place, words: Words, judgement: Judgement) -> stat.Panel:
    """How many there are of each verdict, the rarest first."""
    asked = [now(f'sort(count_values by () ("verdict", {judgement.expr}))', "{{verdict}}")]
    names = numbered(judgement.words)
    return numbers(place, words, "locale", asked, limits=((None, UNKNOWN),), names=names)


def since_when(
    place: Place, words: Words, judgement: Judgement, who: str, legend: str
) -> statetimeline.Panel:
    """The verdicts over time."""
    asked = [over_time(judgement.over_time(who), legend)]
    return timeline(place, words, asked, judgement.words).max_data_points(360)


def heads(
    judgement: Judgement, lasting: str, *, where: Column = CHANNEL, side: str = "side"
) -> Sequence[Column]:
    """The first columns: what is wrong, since when, whose side it is on, and where.

    Unseen queries of the table bring the labels `side`, `probe` and `url`.
    """
    return (
        Column("State", 130, judgement.expr, looks=word(calm(judgement.words))),
        Column("for", 82, lasting, looks=amount("s", decimals=1)),
        Column("Side", 90, label=side, looks=word(PLAIN_SIDE)),
        Column("Dealer", 66, label="dealer"),
        where,
    )
