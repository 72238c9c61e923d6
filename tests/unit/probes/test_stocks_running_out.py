"""What a stocks probe tells of items that end soon."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bizprobe.reading import Finding, FindingKind, Reading
from tests.unit.probes.comparison import ComparisonWorld
from tests.unit.probes.flow.world import NOON, values

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


class Shelf:
    """A seller and a channel with the same pieces on the shelf, which are counted once a day."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.world = ComparisonWorld(folder, "stocks", runs_out={"within": "3d", **settings})

    async def days(self, *counts: dict[str, int]) -> Reading:
        for count in counts:
            self.world.ours.stock(count)
            self.world.theirs.stock(count)
            reading = await self.world.run()
            self.world.clock.moment += DAY
            await self.world.restart()
        return reading


async def test_items_that_end_soon_are_named_the_soonest_first(tmp_path: Path) -> None:
    reading = await Shelf(tmp_path).days(
        {"fast": 60, "slow": 50, "steady": 90, "rare": 5, "refilled": 40},
        {"fast": 40, "slow": 40, "steady": 89, "rare": 3, "refilled": 30},
        {"fast": 20, "slow": 30, "steady": 83, "rare": 1, "refilled": 100},
    )
    assert values(reading)["stock_items_running_out"] == 2
    assert values(reading)['stock_items_running_out_limit{severity="warning"}'] == 0
    at = NOON + 2 * DAY
    kind = FindingKind.STOCK_RUNNING_OUT
    assert reading.findings == [
        Finding(kind, "fast", "20", "", at, "20.0 pieces a day: ends in 1d, 20.11 12:00"),
        Finding(kind, "slow", "30", "", at, "10.0 pieces a day: ends in 3d, 22.11 12:00"),
    ]
    assert (reading.findings_total, reading.success) == (2, False)


async def test_less_than_two_days_tell_no_pace(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    reading = await shelf.days({"1": 60}, {"1": 20})
    assert "stock_items_running_out" not in values(reading)
    assert values(reading)['stock_items_running_out_limit{severity="warning"}'] == 0
    assert reading.success
    assert values(await shelf.days({"1": 10}))["stock_items_running_out"] == 1


@pytest.mark.parametrize(("sold", "told"), [(5, 1), (6, 0)])
async def test_a_few_pieces_tell_no_pace(tmp_path: Path, sold: int, told: int) -> None:
    reading = await Shelf(tmp_path, sold=sold).days({"1": 6}, {"1": 4}, {"1": 1})
    assert values(reading)["stock_items_running_out"] == told


async def test_it_is_told_since_when_and_no_more_once_it_is_refilled(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, limits={"warning": 0, "critical": 5})
    reading = await shelf.days({"1": 60}, {"1": 40}, {"1": 20}, {"1": 15})
    assert [finding.since for finding in reading.findings] == [NOON + 2 * DAY]
    reading = await shelf.days({"1": 500})
    assert (values(reading)["stock_items_running_out"], reading.success) == (0, True)


@pytest.mark.parametrize(("limit", "success"), [(0, False), (1, True), ("off", True)])
async def test_some_may_end(tmp_path: Path, limit: int | str, success: bool) -> None:
    reading = await Shelf(tmp_path, limits=limit).days({"1": 60}, {"1": 40}, {"1": 20})
    assert reading.success is success


async def test_without_a_word_nothing_is_remembered(tmp_path: Path) -> None:
    world = ComparisonWorld(tmp_path, "stocks")
    world.ours.stock({"1": 5})
    world.theirs.stock({"1": 5})
    assert not [name for name in values(await world.run()) if "running_out" in name]
