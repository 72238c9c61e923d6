"""A seller's day with 24 channels, of which some break, as the exporter would have told it to Prometheus."""

import random

from bizprobe.metrics.families.api import API_DURATION, API_REQUESTS
from bizprobe.metrics.families.flow import (
    FLOW_AMOUNT,
    FLOW_EVENTS,
    FLOW_INFO,
    FLOW_LAST_EVENT,
    FLOW_MISSING,
    FLOW_MISSING_LIMIT,
    FLOW_READ,
    FLOW_SILENCE_LIMIT,
    FLOW_WINDOW_OPENED,
    OLDEST_OPEN_ORDER,
    OPEN_ORDER_AGE_LIMIT,
    OPEN_ORDERS,
)
from bizprobe.metrics.families.probe import (
    PROBE_DURATION,
    PROBE_ERRORS,
    PROBE_INTERVAL,
    PROBE_LAST_ANSWER,
    PROBE_LAST_RUN,
    PROBE_RUNS,
    PROBE_TIMEOUT,
)
from bizprobe.metrics.family import Family

STEP = 60
HOURS = 6
NAMES = (
    *("ozon", "wildberries", "yandex-market", "avito", "megamarket", "kupi", "shop", "lamoda"),
    *("aliexpress", "detmir", "dns", "citilink", "mvideo", "leroy-merlin", "auto-ru", "drom"),
    *("sbermarket", "samokat", "apteka-ru", "eapteka", "zdravcity", "uteka", "flowwow", "joom"),
)
# What breaks 90 minutes before the end, so that every state of a flow is there.
SILENT, LOSES, STUCK, CANNOT_ASK, NO_DATA, QUIET = "kupi", "avito", "lamoda", "wildberries", "joom", "drom"


class Day:
    """A day in OpenMetrics text with timestamps, all series of a family together."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def put(self, at: float, family: Family, value: float, **labels: str) -> None:
        family.sample(value, **labels)
        self.line(at, family.name, value, **labels)

    def line(self, at: float, name: str, value: float, **labels: str) -> None:
        inside = ",".join(f'{key}="{text}"' for key, text in {**labels, "job": "bizprobe"}.items())
        self._lines.setdefault(name, []).append(f"{name}{{{inside}}} {value} {at}")

    def text(self) -> str:
        blocks = (f"# TYPE {name} unknown\n" + "\n".join(lines) for name, lines in self._lines.items())
        return "\n".join((*blocks, "# EOF\n"))


class Channel:
    """A channel that sells, tick by tick, and has its fault since `broken`."""

    def __init__(self, name: str, start: int, broken: int) -> None:
        self.name, self.start, self.broken = name, start, broken
        self.random = random.Random(name)
        self.pace = self.random.uniform(4, 60) / 3600
        self.book = "crm" if name != "shop" else ""
        self.flow = {"dealer": "apteka", "channel": name, "flow": "orders"}
        self.probe = {"dealer": "apteka", "probe": f"{name}-orders"}
        self.remote = {"dealer": "apteka", "remote": "books" if name == "shop" else name}
        self.remote["side"] = "ours" if name == "shop" else "channel"
        self.events = self.amount = self.runs = self.errors = self.asked = 0
        self.last, self.answered = start - 300, start

    def tick(self, day: Day, at: int) -> None:
        faulty = at >= self.broken
        if faulty and self.name == NO_DATA:
            return self.declare(day, at)
        self.sell(at, faulty)
        self.declare(day, at)
        self.ask(day, at, faulty)
        if not (faulty and self.name == CANNOT_ASK):
            self.answered = at
        self.answer(day, at, faulty)
        return None

    def sell(self, at: int, faulty: bool) -> None:
        if faulty and self.name in (SILENT, CANNOT_ASK):
            return
        if faulty and self.name == QUIET and at > self.broken + 3600:
            return
        if self.random.random() < self.pace * STEP:
            self.events += 1
            self.amount += self.random.randint(300, 9000)
            self.last = at

    def declare(self, day: Day, at: int) -> None:
        url = f"http://127.0.0.1:19310/probes/apteka/{self.probe['probe']}"
        own = "true" if self.name == "shop" else "false"
        more = {
            "own": own,
            "remote": self.remote["remote"],
            "book": self.book,
            "business_service": "online-orders",
        }
        day.put(at, FLOW_INFO, 1, **self.flow, probe=self.probe["probe"], url=url, **more)
        day.put(at, PROBE_INTERVAL, 60, **self.probe)
        day.put(at, PROBE_TIMEOUT, 30, **self.probe)
        for severity, limit in {"critical": 1800, "warning": 900}.items():
            night = at < self.start + 1800
            day.put(at, FLOW_SILENCE_LIMIT, limit * (4 if night else 1), **self.flow, severity=severity)
            opened = self.start if night else self.start + 1800
            day.put(at, FLOW_WINDOW_OPENED, opened, **self.flow, severity=severity)
            day.put(at, FLOW_MISSING_LIMIT, 0, **self.flow, where="book", severity="critical")
            for status, age in {"new": 7200, "assembling": 10800}.items():
                age *= 1 if severity == "warning" else 2
                day.put(at, OPEN_ORDER_AGE_LIMIT, age, **self.flow, status=status, severity=severity)

    def ask(self, day: Day, at: int, faulty: bool) -> None:
        failed = faulty and self.name == CANNOT_ASK
        self.runs += 1
        self.errors += failed
        self.asked += not failed
        seconds = 29 if failed else self.random.uniform(0.2, 2)
        day.put(at, PROBE_DURATION, seconds, **self.probe)
        day.put(at, PROBE_LAST_RUN, at, **self.probe)
        day.put(at, PROBE_LAST_ANSWER, self.answered, **self.probe)
        day.put(at, PROBE_RUNS, self.runs, **self.probe)
        day.put(at, PROBE_ERRORS, self.errors, **self.probe, reason="server_error")
        day.put(at, API_REQUESTS, self.asked, **self.remote, code="200")
        day.put(at, API_REQUESTS, self.errors, **self.remote, code="503")
        for le, share in {"0.1": 0.1, "0.5": 0.6, "2.5": 0.97, "10": 1, "+Inf": 1}.items():
            day.line(at, f"{API_DURATION.name}_bucket", self.runs * share, **self.remote, le=le)

    def answer(self, day: Day, at: int, faulty: bool) -> None:
        day.put(at, FLOW_EVENTS, self.events, **self.flow)
        day.put(at, FLOW_AMOUNT, self.amount, **self.flow, currency="RUB")
        day.put(at, FLOW_LAST_EVENT, self.last, **self.flow)
        day.put(at, FLOW_READ, self.answered, **self.flow)
        lost = (at - self.broken) // 1200 if faulty and self.name == LOSES else 0
        if self.book:
            day.put(at, FLOW_MISSING, lost, **self.flow, where="book")
            day.put(at, FLOW_MISSING, 0, **self.flow, where="channel")
        stands = 17000 if faulty and self.name == STUCK else 2400
        for status, share in {"new": 1, "assembling": 0.8, "packed": 0.5, "handed_over": 2}.items():
            day.put(at, OPEN_ORDERS, 5 + round(self.pace * 3600 * share), **self.flow, status=status)
            day.put(at, OLDEST_OPEN_ORDER, self.answered - stands * share, **self.flow, status=status)


def seller_day(end: int) -> str:
    """Six hours of 24 channels until `end`, of which six broke in different ways 90 minutes before it."""
    day, start, broken = Day(), end - HOURS * 3600, end - 5400
    channels = [Channel(name, start, broken) for name in NAMES]
    for at in range(start, end + 1, STEP):
        day.line(at, "up", 1, instance="127.0.0.1:19310")
        for channel in channels:
            channel.tick(day, at)
        alerts(day, at, broken)
    return day.text()


def alerts(day: Day, at: int, broken: int) -> None:
    """What Prometheus itself would say of the faults."""
    flow = {"dealer": "apteka", "flow": "orders", "severity": "critical"}
    firing = "firing" if at > broken + 2400 else "pending"
    if at > broken + 1800:
        day.line(
            at,
            "ALERTS",
            1,
            **flow,
            alertname="BizprobeOrdersSilent",
            channel=SILENT,
            side="channel",
            alertstate=firing,
        )
    if at > broken + 1200:
        day.line(
            at,
            "ALERTS",
            1,
            **flow,
            alertname="BizprobeOrdersMissing",
            channel=LOSES,
            side="ours",
            alertstate="firing",
        )
        probe = {"dealer": "apteka", "probe": f"{CANNOT_ASK}-orders", "severity": "warning"}
        day.line(at, "ALERTS", 1, **probe, alertname="BizprobeCannotAsk", side="channel", alertstate="firing")
