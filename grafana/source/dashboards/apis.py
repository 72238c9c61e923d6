"""APIs, budgets and keys: who answers, how often we may ask, and how long the keys live."""

from grafana_foundation_sdk.builders import stat, statetimeline, table

from dashboards.frames import judged
from panels.look import BAD, NONE, WARN
from panels.page import Page, choice_of_many, page, way_to
from panels.panel import Place, Words
from panels.rows import GAUGE, Column, amount, count, rows, share
from questions import accounts, accounts_judged, budgets, keys, objectives
from questions.accounts import NOBODY

UID = "bizprobe-apis"
ACCOUNT = "bizprobe_api_objective_ratio"
SOON = ((0, WARN), (4 * 3600, "text"))
LOW = ((None, NONE), (0, BAD), (0.1, WARN), (0.3, "text"))


def build() -> Page:
    dashboard = (
        page(
            UID,
            "APIs, budgets and keys",
            "Which API does not answer, how often may we still ask, and which key ends next?",
            since="now-6h",
            refresh="1m",
        )
        .with_variable(choice_of_many("dealer", "Dealer", of=ACCOUNT))
        .with_variable(choice_of_many("remote", "Account", 'dealer=~"$dealer"', of=ACCOUNT))
        .annotation(judged.marks(f'dealer=~"$dealer",incident=~"{accounts_judged.INCIDENTS}"', timeline=10))
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-probe", "Probe"))
    )
    for panel in (
        at_a_glance(Place(9, 10, 4)),
        budgets.withheld(Place(2, 6, 4)),
        keys.keys(Place(3, 8, 4)),
        every_account(Place(4, 24, 15)),
        since_when(Place(10, 24, 12)),
        accounts.outcomes(Place(5, 12, 9)),
        accounts.latency(Place(6, 12, 9)),
        budgets.budgets(Place(7, 8, 8)),
        keys.lives(Place(8, 8, 8)),
        objectives.burning(Place(11, 8, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("platform", dashboard)


def at_a_glance(place: Place) -> stat.Panel:
    words = Words(
        "How many accounts answer?",
        "Each account, a channel's API or a system of the seller, counts once, under the worst that is true "
        "of it.",
        "An account that answers nothing leaves all its probes blind.",
        "Look at the first rows of the table below: they are sorted, worst first.",
        NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    return judged.verdicts(place, words, accounts_judged.JUDGEMENT)


def every_account(place: Place) -> table.Panel:
    words = Words(
        "Which account, and what is wrong with it?",
        "A row for each account, worst first: channels' APIs, and the seller's own systems. **for**: since "
        "an alert about it became true. **Side**: who can mend it; an expired key is ours, at their API too. "
        "**failed**: requests of the last hour without a good answer. **errors left**: of those that the "
        "objective allows for 30 days; while a probe is blind, none is used up. **budget**: what is left in "
        "the emptiest group of calls, and **empty in**: when nothing is, at the pace of the last hours. "
        "**withheld**: requests that were not made for lack of it.",
        "An account that fails leaves all its probes blind.",
        "Click the account for the probe that shows it, the state for what it found; Side says whom to call.",
        NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    return rows(
        place,
        words,
        COLUMNS,
        unseen=(accounts_judged.PROBE, accounts_judged.BLAMED),
        unseen_labels=("url", "probe", "side"),
        largest_first=("State", "failed"),
    )


def since_when(place: Place) -> statetimeline.Panel:
    words = Words(
        "Which accounts did not answer, and since when?",
        "Each account over time: whether probes that ask it are blind, and what it answers them.",
        "One account is its owner's matter; several at once are our own way out, or our keys.",
        "Hold the beginning against their status page, and against our own releases.",
        NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    return judged.since_when(place, words, accounts_judged.ANSWERS, accounts.WHO, "{{dealer}} · {{remote}}")


WHERE = Column("Account", 0, least=120, label="remote", looks=[judged.PROBE])
COLUMNS = (
    *judged.heads(accounts_judged.JUDGEMENT, accounts_judged.LASTING, where=WHERE, side="blamed"),
    Column("requests 1 h", 98, accounts.requests("1h"), looks=amount("locale")),
    Column("failed", 76, accounts.FAILED, looks=amount("percentunit", decimals=0)),
    Column("errors left", 100, objectives.ERRORS_LEFT, looks=share(LOW, GAUGE)),
    Column("p95", 72, accounts.P95, looks=amount("s", decimals=0)),
    Column("budget", 100, budgets.BUDGET, looks=share(LOW, GAUGE)),
    Column("empty in", 76, budgets.EMPTY_IN, looks=amount("s", SOON)),
    Column("withheld 1 h", 102, budgets.WITHHELD, looks=count()),
    Column("key lives", 90, keys.KEY_LIFE, looks=amount("s", decimals=1)),
)
