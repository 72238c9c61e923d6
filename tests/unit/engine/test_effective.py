"""What makes a block another one after a reload."""

from zoneinfo import ZoneInfo

import pytest

from bizprobe.engine.effective import effective
from bizprobe.settings.calendar import CalendarSettings
from bizprobe.settings.settings import Dealer
from tests.unit.probes.flow.world import MarketSettings

FEAST = CalendarSettings.model_validate({"holidays": {"2027-01-01": "New Year"}})


def dealer(zone: str = "Europe/Moscow", days: CalendarSettings | None = FEAST) -> Dealer:
    return Dealer("apteka", "Apteka Plus", ZoneInfo(zone), channels={"ozon": MarketSettings()}, days=days)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (dealer(days=FEAST.model_copy(deep=True)), True),
        (dealer(days=None), False),
        (dealer(days=CalendarSettings.model_validate({"holidays": {"2027-01-02": "New Year"}})), False),
        (dealer(zone="Europe/Samara"), False),
    ],
)
def test_another_zone_or_calendar_makes_another_block(other: Dealer, same: bool) -> None:
    blocks = [effective(one, one.channels["ozon"]) for one in (dealer(), other)]
    assert (blocks[0] == blocks[1]) is same
