"""What is wrong with the settings of a probe of order statuses beside those of others."""

from pathlib import Path
from typing import Any

import pytest

from bizprobe.settings.blocks import Problem
from bizprobe.settings.model import Offer
from tests.unit.probes.order_statuses.world import StatusWorld


def problems(tmp_path: Path, **settings: Any) -> list[Problem]:
    dealer = StatusWorld(tmp_path, **settings).dealer()
    return list(dealer.probes["ozon-statuses"].problems(dealer))


def test_a_channel_and_a_book_are_enough(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


def test_the_channel_is_asked_for_orders(tmp_path: Path) -> None:
    dealer = StatusWorld(tmp_path, cabinet="site").dealer()
    assert dealer.probes["ozon-statuses"].asks(dealer) == {"ozon": {Offer.ORDERS}}


@pytest.mark.parametrize(
    ("settings", "path", "message"),
    [
        ({"timeout": "6m"}, ("timeout",), "expected at most every (5m)"),
        ({"grace": "7d"}, ("grace",), "expected less than horizon (7d)"),
        ({"channel": "kupi"}, ("channel",), "the channel kupi does not offer orders"),
        ({"book": "erp"}, ("book",), "the system erp does not offer orders"),
        ({"cabinet": "erp"}, ("cabinet",), "the system erp does not offer orders"),
        ({"cabinet": "crm"}, ("cabinet",), "crm is the book already"),
        ({"channel": "shop"}, ("book",), "crm is also behind the channel shop"),
        ({"flow": "calls"}, ("flow",), "calls have no status that two sides could hold"),
        (
            {"limits": {"agreeing": 0}},
            ("limits", "agreeing"),
            "needs no limit; limit cancelled_apart, behind, ahead, apart",
        ),
        ({"equal": [["new"]]}, ("equal", 0), "expected two statuses or more that come to the same"),
        (
            {"equal": [["new", "packed"], ["packed", "other"]]},
            ("equal", 1),
            "other says nothing, so it equals nothing",
        ),
        (
            {"equal": [["new", "packed"], ["packed", "delivered"]]},
            ("equal",),
            "packed stands there twice",
        ),
    ],
)
def test_a_problem_names_its_place(
    tmp_path: Path, settings: dict[str, Any], path: tuple[str | int, ...], message: str
) -> None:
    assert Problem(path, message) in problems(tmp_path, **settings)


def test_a_flow_of_a_channel_has_one_probe(tmp_path: Path) -> None:
    world = StatusWorld(tmp_path)
    dealer = world.dealer(twin={}, leads={"flow": "leads"})
    words = "already compares the statuses of orders of ozon"
    assert list(dealer.probes["ozon-statuses"].problems(dealer)) == [
        Problem(("channel",), f"the probe twin {words}")
    ]
    assert list(dealer.probes["leads"].problems(dealer)) == []
