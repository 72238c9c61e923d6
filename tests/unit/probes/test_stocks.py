"""What a stocks probe answers."""

from pathlib import Path
from typing import Any

import pytest

from bizprobe.errors import BadAnswerError, TooLargeError
from bizprobe.reading import Finding, FindingKind
from bizprobe.records import StockPage
from bizprobe.settings.blocks import Problem
from bizprobe.settings.calendar import CalendarSettings
from tests.unit.probes.comparison import ComparisonWorld, counts, wrong
from tests.unit.probes.flow.world import MINUTE, NOON, values

pytestmark = pytest.mark.anyio


def world(tmp_path: Path, **settings: Any) -> ComparisonWorld:
    return ComparisonWorld(tmp_path, "stocks", **settings)


async def test_a_reading_holds_every_series_of_the_comparison(tmp_path: Path) -> None:
    shop = world(tmp_path, tolerance=2, limits={"hidden": 0, "phantom": {"warning": 3}})
    shop.ours.stock({"near": 5, "far": 5, "hidden": 7, "phantom": 0, "missing": 3, "both out": 0})
    shop.theirs.stock({"near": 7, "far": 8, "hidden": 0, "phantom": 1, "both out": 0, "only there": 4})
    reading = await shop.run()
    assert {name.replace('channel="ozon",', ""): value for name, value in values(reading).items()} == {
        'stock_items{state="matching"}': 2,
        'stock_items{state="hidden"}': 1,
        'stock_items{state="phantom"}': 1,
        'stock_items{state="different"}': 1,
        'stock_items{state="missing"}': 1,
        'stock_items_limit{state="hidden",severity="critical"}': 0,
        'stock_items_limit{state="phantom",severity="warning"}': 3,
        'compare_read_timestamp_seconds{what="stocks"}': NOON.timestamp(),
    }
    assert reading.findings == [
        Finding(FindingKind.STOCK_HIDDEN, "hidden", "7", "0", NOON, "in stock, shown as sold out"),
        Finding(FindingKind.STOCK_PHANTOM, "phantom", "0", "1", NOON, "sold out, shown as in stock"),
        Finding(FindingKind.STOCK_DIFFERENT, "far", "5", "8", NOON, "3 pieces more"),
        Finding(FindingKind.STOCK_MISSING, "missing", "3", "", NOON, "the channel does not know it"),
    ]
    assert not reading.success


@pytest.mark.parametrize(
    ("ours", "theirs", "tolerance", "state"),
    [
        (1, 0, 9, "hidden"),
        (0, 1, 9, "phantom"),
        (-2, 0, 0, None),
        (-2, 3, 0, "phantom"),
        (3, -1, 0, "hidden"),
        (3, 4, 0, "different"),
        (3, 4, 1, None),
        (10, 8, 1, "different"),
        (0, None, 0, "missing"),
        (4, None, 9, "missing"),
    ],
)
async def test_every_item_has_one_state(
    tmp_path: Path, ours: int, theirs: int | None, tolerance: int, state: str | None
) -> None:
    shop = world(tmp_path, tolerance=tolerance)
    shop.ours.stock({"1": ours})
    shop.theirs.stock({} if theirs is None else {"1": theirs})
    reading = await shop.run()
    assert wrong(reading) == ({state: 1} if state else {})
    assert sum(counts(reading).values()) == 1


@pytest.mark.parametrize(
    ("day", "limit", "success"),
    [
        (None, 0, False),
        ({"holidays": {"2026-11-17": "Feast"}}, 9, True),
        ({"workdays": {"2026-11-17": "Sun"}}, None, True),
    ],
)
async def test_what_is_tolerated_depends_on_the_day(
    tmp_path: Path, day: dict[str, Any] | None, limit: int | None, success: bool
) -> None:
    shop = world(tmp_path, limits={"hidden": {"default": 0, "Sun": "off", "holidays": 9}})
    shop.days = CalendarSettings.model_validate(day) if day else None
    shop.ours.stock({"1": 5})
    shop.theirs.stock({"1": 0})
    reading = await shop.run()
    shown = values(reading).get('stock_items_limit{state="hidden",severity="critical"}')
    assert (shown, reading.success) == (limit, success)


async def test_what_was_sold_beyond_the_stock_is_named_the_worst_first(tmp_path: Path) -> None:
    shop = world(tmp_path)
    shop.ours.stock({"both": -1, "ours": -2, "theirs": 4, "well": 5}, reserved=True)
    shop.theirs.stock({"both": -3, "ours": 0, "theirs": -1, "well": 5})
    reading = await shop.run()
    assert values(reading)["oversold_items"] == 3
    assert values(reading)['oversold_items_limit{severity="critical"}'] == 0
    oversold = [finding for finding in reading.findings if finding.kind == FindingKind.STOCK_OVERSOLD]
    assert oversold == [
        Finding(FindingKind.STOCK_OVERSOLD, "both", "-1", "-3", NOON, "3 pieces more sold than there are"),
        Finding(FindingKind.STOCK_OVERSOLD, "ours", "-2", "", NOON, "2 pieces more sold than there are"),
        Finding(FindingKind.STOCK_OVERSOLD, "theirs", "4", "-1", NOON, "1 piece more sold than there are"),
    ]
    # `theirs` is hidden as well.
    assert (reading.findings_total, reading.success) == (4, False)


@pytest.mark.parametrize(("limit", "success"), [(0, False), (1, True), ("off", True)])
async def test_some_may_be_oversold_since_the_first_moment(
    tmp_path: Path, limit: int | str, success: bool
) -> None:
    shop = world(tmp_path, grace="30m", oversold=limit)
    shop.ours.stock({"1": -2}, reserved=True)
    shop.theirs.stock({"1": 0})
    first = await shop.run()
    shop.clock.moment += 15 * MINUTE
    await shop.restart()
    second = await shop.run()
    assert (first.success, second.success) == (success, success)
    assert [finding.since for finding in second.findings] == [NOON]


async def test_without_a_word_on_reservations_nobody_knows_what_is_oversold(tmp_path: Path) -> None:
    shop = world(tmp_path)
    shop.ours.stock({"1": 0})
    shop.theirs.stock({"1": 0})
    assert "oversold_items" not in values(await shop.run())
    shop.theirs.stock({"1": 0}, reserved=True)
    assert values(await shop.run())["oversold_items"] == 0


async def test_a_lost_page_shows_as_missing_items_not_as_hidden_ones(tmp_path: Path) -> None:
    ours = {f"{number}": 5 for number in range(9000)}
    shop = world(tmp_path)
    shop.ours.stock(ours)
    pages = [list(ours)[start : start + 1000] for start in range(0, 9000, 1000)]
    del pages[3], pages[6]
    shop.theirs.stock_pages = [StockPage(at, page, [5] * len(page)) for at, page in enumerate(pages, 1)]
    assert wrong(await shop.run()) == {"missing": 2000}


async def test_what_is_sold_while_it_is_phantom_stays_phantom(tmp_path: Path) -> None:
    shop = world(tmp_path, grace="30m")
    shop.ours.stock({"1": 0, "2": 50})
    for shown in (9, 8, 7):
        # The second one is on its way: the channel follows our sales a little late.
        shop.ours.stock({"1": 0, "2": 5 * shown})
        shop.theirs.stock({"1": shown, "2": 5 * shown + 5})
        reading = await shop.run()
        shop.clock.moment += 15 * MINUTE
    assert wrong(reading) == {"phantom": 1}
    assert [finding.since for finding in reading.findings] == [NOON]


async def test_a_system_without_any_stock_row_proves_nothing(tmp_path: Path) -> None:
    shop = world(tmp_path)
    shop.theirs.stock({"1": 1})
    with pytest.raises(BadAnswerError):
        await shop.run()


async def test_a_longer_list_than_allowed_is_an_error(tmp_path: Path) -> None:
    shop = world(tmp_path, max_items=2)
    shop.ours.stock(dict.fromkeys("123", 1))
    with pytest.raises(TooLargeError):
        await shop.run()


def test_both_sides_must_offer_stocks_and_matching_has_no_limit(tmp_path: Path) -> None:
    dealer = world(tmp_path, channel="calls", system="crm", limits={"matching": 0}).dealer()
    assert list(dealer.probes["ozon-it"].problems(dealer)) == [
        Problem(("channel",), "the channel calls does not offer stocks"),
        Problem(("system",), "the system crm does not offer stocks"),
        Problem(("limits", "matching"), "needs no limit; limit the states that are faults"),
    ]
