"""Faults of asking: an API that does not answer, or not as it should."""

from bizprobe.errors import Reason
from bizprobe.sandbox.faults.fault import MARKETPLACES, PAGES, SPEAKS_HTTP, Fault, FaultName
from bizprobe.sandbox.places import Role

CANNOT_ASK = "BizprobeProbeCannotAsk"
KEY_REJECTED = "BizprobeKeyRejected"
SYSTEM_DOWN = "BizprobeSystemDown"


def _cannot_ask(name: FaultName, words: str, does: str, reason: Reason, roles: frozenset[Role]) -> Fault:
    return Fault(name, words, does, roles, CANNOT_ASK, reason.value)


def _harmless(name: FaultName, words: str, does: str) -> Fault:
    return Fault(name, words, does, PAGES, "")


OF_ASKING = (
    Fault(
        FaultName.EXPIRED_KEY,
        "the key to the API has expired",
        "every request is refused with 401",
        SPEAKS_HTTP,
        KEY_REJECTED,
        Reason.UNAUTHORIZED.value,
    ),
    _cannot_ask(
        FaultName.RATE_LIMIT,
        "the API says that we ask too often",
        "every request is refused with 429 (Yandex Market: 420) and a wait of 5 seconds",
        Reason.RATE_LIMITED,
        SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.BUDGET_EXHAUSTED,
        "somebody else has used up the budget of requests",
        "every request is refused with 429 (Yandex Market: 420), nothing left, and a wait of two minutes",
        Reason.RATE_LIMITED,
        MARKETPLACES,
    ),
    _cannot_ask(
        FaultName.ERRORS,
        "the API is broken",
        "every request is answered with 500",
        Reason.SERVER_ERROR,
        SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.GARBAGE,
        "the API answers with nonsense",
        "every request is answered with 200 and, by turns, a page of HTML or JSON cut in half",
        Reason.BAD_ANSWER,
        SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.SLOW,
        "the API has become slow",
        "every answer comes 8 seconds late",
        Reason.TIMEOUT,
        SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.HANG,
        "the API takes requests and never answers",
        "no request is ever answered",
        Reason.TIMEOUT,
        SPEAKS_HTTP,
    ),
    _cannot_ask(
        FaultName.RETIRED,
        "the version of the API that we ask is switched off",
        "every request is refused with 410 (Yandex Market: 403 and its code for it)",
        Reason.RETIRED,
        MARKETPLACES,
    ),
    _cannot_ask(
        FaultName.ENDLESS_PAGES,
        "the list of orders never ends",
        "every page says that there is one more, and the next page is the first again",
        Reason.INCOMPLETE,
        PAGES,
    ),
    _harmless(
        FaultName.DUPLICATED_PAGES,
        "rows come on two pages",
        "every page begins with the last rows of the page before",
    ),
    _harmless(
        FaultName.REORDERED_PAGES,
        "rows come in another order",
        "every list comes from its end, or every page where a cursor leads on",
    ),
    Fault(
        FaultName.LOCKED,
        "the shop's database is locked",
        "somebody holds an exclusive lock on the shop's database",
        frozenset({Role.SHOP}),
        SYSTEM_DOWN,
        Reason.TIMEOUT.value,
    ),
)
