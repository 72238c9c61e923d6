"""APIs, budgets and keys: who answers, how often we may ask, and how long the keys live."""

from grafana_foundation_sdk.builders import table

from panels.look import BAD, NONE, SIDE, WARN, Word
from panels.page import Page, alerts, choice_of_many, page, way_to
from panels.panel import Place, Words
from panels.rows import GAUGE, Column, amount, rows, share, word
from questions import accounts

UID = "bizprobe-apis"
ACCOUNT = "bizprobe_api_objective_ratio"
# Nobody is at fault here: the word says only whose account it is.
WHOSE = {side: Word(SIDE[side].text, NONE) for side in ("channel", "ours")}
LOW = ((None, BAD), (0.1, WARN), (0.3, "text"))
WEEK, MONTH = 7 * 86400, 30 * 86400


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
        .annotation(
            alerts('dealer=~"$dealer",incident=~"key.+|api.+|cannot-ask|system.+|uplink.+"', by="alertname")
        )
        .link(way_to("bizprobe-channels", "Channels", "${dealer:queryparam}"))
        .link(way_to("bizprobe-probe", "Probe"))
    )
    for panel in (
        accounts.answering(Place(1, 8, 4)),
        accounts.withheld(Place(2, 8, 4)),
        accounts.keys(Place(3, 8, 4)),
        every_account(Place(4, 24, 12)),
        accounts.outcomes(Place(5, 12, 8)),
        accounts.latency(Place(6, 12, 8)),
        accounts.budgets(Place(7, 12, 8)),
        accounts.lives(Place(8, 12, 8)),
    ):
        dashboard.with_panel(panel)
    return Page("platform", dashboard)


def every_account(place: Place) -> table.Panel:
    words = Words(
        "Which account, and what is wrong with it?",
        "A row for each account that was asked in the last hour: marketplaces' APIs (theirs), the seller's "
        "own systems (ours). **failed**: requests that were not answered well. **budget**: what is left in "
        "the emptiest group of calls. **withheld**: requests that were not made for lack of it. **key "
        "lives**: until the key ends. **rights**: how many it lacks.",
        "An account that fails leaves all its probes blind.",
        "Open the runbook of its alert; `side` says who can mend it.",
        accounts.NOBODY,
        runbook="BizprobeProbeCannotAsk",
    )
    return rows(place, words, COLUMNS, largest_first=("failed",))


COLUMNS = (
    Column("Dealer", 120, label="dealer"),
    Column("Account", 0, least=140, label="remote"),
    Column("Side", 90, label="side", looks=word(WHOSE)),
    Column("requests 1 h", 110, accounts.requests("1h"), looks=amount("locale")),
    Column(
        "failed", 90, accounts.FAILED, looks=amount("percentunit", [(0.01, WARN), (0.1, BAD)], decimals=1)
    ),
    Column("p95", 90, accounts.P95, looks=amount("s", decimals=2)),
    Column("budget", 150, accounts.BUDGET, looks=share(LOW, GAUGE)),
    Column("withheld 1 h", 110, accounts.WITHHELD, looks=amount("locale", [(1, WARN)])),
    Column("key lives", 110, accounts.KEY_LIFE, looks=amount("s", decimals=1)),
    Column("rights", 80, accounts.RIGHTS, looks=amount("locale", [(1, BAD)])),
)
