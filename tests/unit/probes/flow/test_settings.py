"""What a flow probe says of its settings beside the others."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.probes.flow.settings import FlowSettings
from bizprobe.settings.blocks import Problem
from bizprobe.settings.hours import Hourly
from bizprobe.settings.model import Offer, Severity
from tests.unit.probes.flow.world import CrmSettings, MarketSettings, World


def problems(tmp_path: Path, **settings: Any) -> list[Problem]:
    dealer = World(tmp_path, **settings).dealer()
    return list(dealer.probes["ozon-orders"].problems(dealer))


def test_little_needs_to_be_said(tmp_path: Path) -> None:
    settings = FlowSettings.model_validate({"kind": "flow", "channel": "ozon"})
    assert problems(tmp_path) == []
    assert settings.flow == "orders"
    assert settings.silence == {}
    assert settings.missing == {Severity.CRITICAL: Hourly(0)}
    assert settings.open_orders is None
    assert settings.reach.horizon == timedelta(days=1)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"timeout": "2m"}, Problem(("timeout",), "expected at most every (1m)")),
        ({"every": "10s"}, Problem(("timeout",), "expected at most every (10s)")),
        ({"horizon": "15m", "overlap": "15m"}, Problem(("grace",), "expected less than horizon (15m)")),
        ({"overlap": "25h"}, Problem(("overlap",), "expected at most horizon (1d)")),
        ({"missing": 3}, Problem(("missing",), "needs a book in which something can be missing")),
        (
            {"open_orders": {"delivered": "4h"}},
            Problem(
                ("open_orders", "delivered"),
                "is no open status; expected one of new, assembling, packed, handed_over, at_pickup",
            ),
        ),
    ],
)
def test_a_setting_that_cannot_work_is_a_problem(
    tmp_path: Path, settings: dict[str, Any], expected: Problem
) -> None:
    assert problems(tmp_path, **settings) == [expected]


@pytest.mark.parametrize(
    "settings",
    [
        {"every": "30s", "timeout": "30s"},
        {"horizon": "1h", "overlap": "1h", "grace": "59m"},
        {"book": "crm", "missing": {"critical": 5, "warning": 0}},
        {"open_orders": {}},
    ],
)
def test_the_edges_of_what_works_are_no_problem(tmp_path: Path, settings: dict[str, Any]) -> None:
    assert problems(tmp_path, **settings) == []


def test_channel_and_book_must_offer_what_the_probe_asks_for(tmp_path: Path) -> None:
    full = World(tmp_path, book="crm", open_orders={}).dealer()
    dealer = replace(
        full,
        channels={"ozon": MarketSettings(can=frozenset())},
        systems={"crm": CrmSettings(can=frozenset({Offer.OPEN_ORDERS}))},
    )
    assert list(dealer.probes["ozon-orders"].problems(dealer)) == [
        Problem(("channel",), "the channel ozon does not offer orders"),
        Problem(("open_orders",), "the channel ozon does not offer open orders"),
        Problem(("book",), "the system crm does not offer orders"),
    ]


ORDERS = {Offer.ORDERS, Offer.OPEN_ORDERS}
APART = ORDERS | {Offer.CALLS, Offer.MESSAGES, Offer.OPEN_MESSAGES}


@pytest.mark.parametrize(
    ("flow", "can", "asked"),
    [
        ("orders", APART, ORDERS),
        ("leads", APART, ORDERS),
        ("messages", APART, {Offer.MESSAGES, Offer.OPEN_MESSAGES}),
        # What a channel that tells nothing apart calls orders is whatever flow the settings name.
        ("calls", ORDERS, ORDERS),
        ("messages", ORDERS, ORDERS),
    ],
)
def test_a_flow_is_read_from_what_the_channel_offers_for_it(
    tmp_path: Path, flow: str, can: set[Offer], asked: set[Offer]
) -> None:
    world = World(tmp_path, flow=flow, open_orders={"new": "15m"})
    world.channel_settings = MarketSettings(can=frozenset(can))
    dealer = world.dealer()
    assert dealer.probes["ozon-orders"].asks(dealer) == {"ozon": asked}
    assert list(dealer.probes["ozon-orders"].problems(dealer)) == []


@pytest.mark.parametrize(
    ("settings", "can", "expected"),
    [
        (
            {"flow": "calls"},
            ORDERS | {Offer.MESSAGES},
            Problem(("channel",), "the channel ozon does not offer calls"),
        ),
        ({"flow": "messages"}, set(), Problem(("channel",), "the channel ozon does not offer messages")),
        (
            {"flow": "calls", "open_orders": {}},
            APART,
            Problem(("open_orders",), "the channel ozon does not offer open calls"),
        ),
        (
            {"flow": "messages", "open_orders": {"packed": "1h"}},
            APART,
            Problem(("open_orders", "packed"), "is no open status; expected one of new"),
        ),
        (
            {"flow": "messages", "unanswered": 1},
            APART,
            Problem(("unanswered",), "only calls can be missed; what waits is limited by open_orders"),
        ),
    ],
)
def test_what_a_flow_asks_for_must_be_offered(
    tmp_path: Path, settings: dict[str, Any], can: set[Offer], expected: Problem
) -> None:
    world = World(tmp_path, **settings)
    world.channel_settings = MarketSettings(can=frozenset(can))
    dealer = world.dealer()
    assert list(dealer.probes["ozon-orders"].problems(dealer)) == [expected]


@pytest.mark.parametrize(
    ("settings", "places"),
    [
        ({}, []),
        ({"silence": "45m", "overlap": "45m", "book": "crm", "grace": "45m"}, []),
        ({"silence": {"critical": "off"}, "grace": "5m"}, []),
        ({"silence": "44m"}, ["silence"]),
        ({"silence": {"critical": "2h", "warning": {"default": "1h", "10:00-11:00": "44m"}}}, ["silence"]),
        ({"overlap": "44m"}, ["overlap"]),
        ({"book": "crm"}, ["grace"]),
    ],
)
def test_no_limit_is_shorter_than_what_the_orders_of_a_channel_may_be_late(
    tmp_path: Path, settings: dict[str, Any], places: list[str]
) -> None:
    world = World(tmp_path, **settings)
    world.channel_settings = MarketSettings(late=timedelta(minutes=45))
    dealer = world.dealer()
    words = "expected at least 45m: so late may orders of ozon come"
    assert list(dealer.probes["ozon-orders"].problems(dealer)) == [
        Problem((place,), words) for place in places
    ]


def test_calls_are_read_back_as_far_as_missed_ones_count(tmp_path: Path) -> None:
    short = {"kind": "flow", "channel": "ozon", "overlap": "5m"}
    assert FlowSettings.model_validate(short).reach.overlap == timedelta(minutes=5)
    assert FlowSettings.model_validate({**short, "flow": "calls"}).reach.overlap == timedelta(hours=1)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([{"channel": "ozon"}], [Problem(("channel",), "the probe other-0 already reads orders of ozon")]),
        ([{"channel": "kupi"}, {"channel": "ozon", "flow": "leads"}], []),
    ],
)
def test_a_flow_of_a_channel_has_one_probe(
    tmp_path: Path, others: list[dict[str, Any]], found: list[Problem]
) -> None:
    dealer = World(tmp_path).dealer()
    more = {
        f"other-{number}": FlowSettings.model_validate({"kind": "flow", **other})
        for number, other in enumerate(others)
    }
    dealer = replace(dealer, probes={**dealer.probes, **more})
    assert list(dealer.probes["ozon-orders"].problems(dealer)) == found


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"flow": "order"}, ("flow",)),
        ({"missing": -1}, ("missing",)),
        ({"missing": {"critical": 0.5}}, ("missing", "critical")),
        ({"open_orders": {"fresh": "4h"}}, ("open_orders", "fresh", "[key]")),
        ({"open_orders": {"new": {"critical": "soon"}}}, ("open_orders", "new", "critical")),
        ({"unanswered": {"critical": -1}}, ("unanswered", "critical")),
        ({"silense": "30m"}, ("silense",)),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(settings: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        FlowSettings.model_validate({"kind": "flow", "channel": "ozon", **settings})
    assert [error["loc"] for error in caught.value.errors()] == [place]
