"""What a prices probe reads, remembers and answers."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.errors import BadAnswerError, BizprobeError, IncompleteError, TooLargeError
from bizprobe.metrics.families.compare import COMPARE_INFO
from bizprobe.probes.prices import PricesSettings
from bizprobe.reading import Finding, FindingKind
from bizprobe.records import PricePage
from bizprobe.settings.blocks import Problem
from tests.unit.probes.comparison import PAGE_URL, ComparisonWorld, counts, wrong
from tests.unit.probes.flow.world import MINUTE, NOON, values

pytestmark = pytest.mark.anyio


def world(tmp_path: Path, **settings: Any) -> ComparisonWorld:
    return ComparisonWorld(tmp_path, "prices", **settings)


async def test_a_reading_holds_every_series_of_the_comparison(tmp_path: Path) -> None:
    limits = {"different": {"warning": 0, "critical": 2}, "unexpected": 5}
    shop = world(tmp_path, limits=limits)
    shop.ours.price({"1": "100.20", "2": "500", "3": "7.10", "4": "90.00", "0557722": "1"})
    shop.theirs.price({"1": "100.2", "2": "500.01", "3": "5.10", "4": "80", "557722": "1"}, quarantined=["4"])
    reading = await shop.run()
    assert {name.replace('channel="ozon",', ""): value for name, value in values(reading).items()} == {
        'price_items{state="matching"}': 1,
        'price_items{state="different"}': 2,
        'price_items{state="missing"}': 1,
        'price_items{state="quarantined"}': 1,
        'price_items{state="unexpected"}': 1,
        'price_items_limit{state="different",severity="warning"}': 0,
        'price_items_limit{state="different",severity="critical"}': 2,
        'price_items_limit{state="unexpected",severity="critical"}': 5,
        'price_gap_amount{direction="over",currency="RUB"}': 0.01,
        'price_gap_amount{direction="under",currency="RUB"}': 2,
        'compare_read_timestamp_seconds{what="prices"}': NOON.timestamp(),
    }
    assert {sample.labels[:2] for sample in reading.samples} == {("apteka", "ozon")}
    assert reading.findings == [
        Finding(FindingKind.PRICE_DIFFERENT, "3", "7.10", "5.10", NOON, "2.00 RUB less"),
        Finding(FindingKind.PRICE_DIFFERENT, "2", "500", "500.01", NOON, "0.01 RUB more"),
        Finding(FindingKind.PRICE_MISSING, "0557722", "1", "", NOON, "the channel does not know it"),
        Finding(
            FindingKind.PRICE_QUARANTINED, "4", "90.00", "80", NOON, "the channel holds the new price back"
        ),
        Finding(FindingKind.PRICE_UNEXPECTED, "557722", "", "1", NOON, "the system does not hold it"),
    ]
    assert reading.findings_total == 5
    assert not reading.success
    assert shop.ours.asked_for == ["ozon"]


async def test_of_12000_prices_the_marketplace_accepted_9000(tmp_path: Path) -> None:
    shop = world(tmp_path)
    ours = {f"SKU-{number:05}": f"{number + 100}.50" for number in range(12_000)}
    theirs = {
        key: price if number % 4 else f"{number + 100 - number // 1000}.50"
        for number, (key, price) in enumerate(ours.items())
    }
    stale = {f"SKU-{number:05}": f"{number + 90}.49" for number in range(0, 12_000, 4)}
    assert len(stale) == 3000
    shop.ours.price(ours)
    shop.theirs.price(theirs | stale | {"SKU-04000": "100.00"})
    reading = await shop.run()
    assert counts(reading) == {
        "matching": 9000,
        "different": 3000,
        "missing": 0,
        "quarantined": 0,
        "unexpected": 0,
    }
    shown = values(reading)
    at_stake = 2999 * 10.01 + 4000.50
    assert shown['price_gap_amount{direction="under",currency="RUB"}'] == pytest.approx(at_stake, abs=1e-6)
    assert shown['price_gap_amount{direction="over",currency="RUB"}'] == 0
    assert reading.findings_total == 3000
    assert len(reading.findings) == 100
    assert reading.findings[0] == Finding(
        FindingKind.PRICE_DIFFERENT, "SKU-04000", "4100.50", "100.00", NOON, "4000.50 RUB less"
    )
    assert {finding.note for finding in reading.findings[1:]} == {"10.01 RUB less"}
    assert not reading.success


@pytest.mark.parametrize(
    ("limits", "success"),
    [
        ({"different": {"warning": 2}}, True),
        ({"different": {"warning": 1, "critical": 2}}, False),
        ({"missing": 0}, True),
        ({}, True),
        ({"missing": 0, "unexpected": {"critical": 0}}, False),
    ],
)
async def test_the_answer_is_yes_while_no_state_is_beyond_a_limit(
    tmp_path: Path, limits: dict[str, Any], success: bool
) -> None:
    shop = world(tmp_path, limits=limits)
    shop.ours.price({"1": "1", "2": "2"})
    shop.theirs.price({"1": "3", "2": "4", "9": "9"})
    assert (await shop.run()).success is success


async def test_what_does_not_match_counts_once_it_has_stood_for_the_grace(tmp_path: Path) -> None:
    shop = world(tmp_path, grace="30m", limits={"different": 0})
    shop.ours.price({"1": "120", "2": "5", "3": "6"})
    shop.theirs.price({"1": "100", "2": "5", "9": "9"})
    for minutes, expected in [(0, {}), (15, {}), (15, {"different": 1, "missing": 1, "unexpected": 1})]:
        shop.clock.moment += minutes * MINUTE
        reading = await shop.run()
        assert wrong(reading) == expected
        assert sum(counts(reading).values()) == 4
        assert reading.success is (not expected)
        await shop.restart()
    assert {finding.since for finding in reading.findings} == {NOON}


async def test_a_price_that_arrived_within_the_grace_was_never_wrong(tmp_path: Path) -> None:
    shop = world(tmp_path, grace="30m")
    shop.ours.price({"1": "120"})
    for shown in ("100", "120", "100"):
        shop.theirs.price({"1": shown})
        assert wrong(await shop.run()) == {}
        shop.clock.moment += 20 * MINUTE
    # Wrong again since 40 minutes past noon, which is 20 minutes ago.
    assert wrong(await shop.run()) == {}
    shop.clock.moment += 10 * MINUTE
    reading = await shop.run()
    assert [finding.since for finding in reading.findings] == [NOON + 40 * MINUTE]


async def test_our_price_may_change_as_often_as_it_likes_while_the_channel_shows_the_old_one(
    tmp_path: Path,
) -> None:
    shop = world(tmp_path, grace="30m")
    shop.theirs.price({"1": "100"})
    for price in ("120", "121", "122"):
        shop.ours.price({"1": price})
        reading = await shop.run()
        shop.clock.moment += 15 * MINUTE
    assert wrong(reading) == {"different": 1}


async def test_a_channel_that_follows_a_moving_price_is_only_late(tmp_path: Path) -> None:
    shop = world(tmp_path, grace="30m")
    for price in range(100, 110):
        shop.ours.price({"1": f"{price}"})
        shop.theirs.price({"1": f"{price - 1}"})
        assert wrong(await shop.run()) == {}
        shop.clock.moment += 15 * MINUTE


@pytest.mark.parametrize("side", ["ours", "theirs"])
async def test_a_read_that_broke_off_says_nothing(tmp_path: Path, side: str) -> None:
    shop = world(tmp_path, grace="30m")
    shop.ours.price({"1": "1"})
    shop.theirs.price({"1": "2"})
    await shop.run()
    broken = getattr(shop, side)
    broken.fault, broken.price_pages = IncompleteError("page 2 is missing"), []
    shop.clock.moment += 20 * MINUTE
    with pytest.raises(IncompleteError):
        await shop.run()
    # And it forgets nothing: the difference stands since noon.
    broken.fault = None
    broken.price({"1": "1" if side == "ours" else "2"})
    shop.clock.moment += 10 * MINUTE
    assert [finding.since for finding in (await shop.run()).findings] == [NOON]


@pytest.mark.parametrize(
    ("ours", "theirs", "error", "words"),
    [
        ({}, {"1": "1"}, BadAnswerError, "erp: prices: there is none to compare with"),
        (dict.fromkeys("1234", "1"), {"1": "1"}, TooLargeError, "erp has more than 3 items (max_items)"),
        (
            {"1": "1"},
            dict.fromkeys("1abcd", "1"),
            TooLargeError,
            "more than 3 items that only the channel knows (max_items)",
        ),
        ({"1": "1"}, {"1": "n/a"}, BadAnswerError, "the price of 1: 'n/a' is not an amount of money"),
        ({"1": "1"}, {"1": "NaN"}, BadAnswerError, "the price of 1: 'NaN' is not an amount of money"),
    ],
)
async def test_sides_that_cannot_be_compared_are_an_error(
    tmp_path: Path, ours: dict[str, str], theirs: dict[str, str], error: type[BizprobeError], words: str
) -> None:
    shop = world(tmp_path, max_items=3)
    shop.ours.price(ours)
    shop.theirs.price(theirs)
    with pytest.raises(error) as caught:
        await shop.run()
    assert str(caught.value) == words


async def test_a_channel_that_shows_nothing_lacks_everything(tmp_path: Path) -> None:
    shop = world(tmp_path)
    shop.ours.price({"1": "1", "2": "2"})
    assert wrong(await shop.run()) == {"missing": 2}


async def test_a_price_in_another_currency_is_different(tmp_path: Path) -> None:
    shop = world(tmp_path)
    shop.ours.price_pages = [PricePage(1, ["1", "2"], ["9", "5"], "RUB"), PricePage(2, ["3"], ["7"], "USD")]
    shop.theirs.price_pages = [
        PricePage(1, ["3", "1"], ["7.00", "9"], "USD"),
        PricePage(2, ["2"], ["5.5"], "RUB"),
    ]
    reading = await shop.run()
    assert [(found.subject, found.ours, found.theirs, found.note) for found in reading.findings] == [
        ("1", "9", "9 USD", "another currency"),
        ("2", "5", "5.5", "0.5 RUB more"),
    ]
    assert counts(reading)["matching"] == 1
    assert values(reading)['price_gap_amount{direction="over",currency="RUB"}'] == 0.5


async def test_two_channels_remember_apart(tmp_path: Path) -> None:
    shop = world(tmp_path, grace="10m")
    shop.ours.price({"1": "1"})
    shop.theirs.price({"1": "2"})
    await shop.run()
    shop.clock.moment += timedelta(hours=1)
    other = world(tmp_path, grace="10m")
    other.state, other.clock, other.ours, other.theirs = shop.state, shop.clock, shop.ours, shop.theirs
    other.kind, other.settings = shop.kind, shop.settings | {"channel": "kupi"}
    probe = other.probe()
    probe._around.channels["kupi"] = shop.theirs  # type: ignore[attr-defined]
    assert wrong(await probe.run()) == {}
    assert wrong(await shop.run()) == {"different": 1}


def test_the_comparison_is_known_before_it_ran(tmp_path: Path) -> None:
    assert world(tmp_path).probe().expected() == [
        COMPARE_INFO.sample(
            1,
            dealer="apteka",
            channel="ozon",
            what="prices",
            probe="ozon-it",
            system="erp",
            url=PAGE_URL,
        )
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({"every": "2m", "timeout": "2m"}, []),
        ({"channel": "calls"}, [Problem(("channel",), "the channel calls does not offer prices")]),
        ({"system": "crm"}, [Problem(("system",), "the system crm does not offer prices")]),
        ({"every": "1m"}, [Problem(("timeout",), "expected at most every (1m)")]),
        (
            {"limits": {"matching": 0}},
            [Problem(("limits", "matching"), "needs no limit; limit the states that are faults")],
        ),
    ],
)
def test_a_setting_that_cannot_work_is_a_problem(
    tmp_path: Path, settings: dict[str, Any], expected: list[Problem]
) -> None:
    dealer = world(tmp_path, **settings).dealer()
    assert list(dealer.probes["ozon-it"].problems(dealer)) == expected


def test_a_channel_has_one_prices_probe(tmp_path: Path) -> None:
    dealer = world(tmp_path).dealer(twin={}, other={"channel": "kupi"})
    found = Problem(("channel",), "the probe twin already compares prices of ozon")
    assert list(dealer.probes["ozon-it"].problems(dealer)) == [found]
    assert list(dealer.probes["other"].problems(dealer)) == []


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"grace": "soon"}, ("grace",)),
        ({"limits": {"diferent": 0}}, ("limits", "diferent", "[key]")),
        ({"limits": {"different": -1}}, ("limits", "different")),
        ({"max_items": 0}, ("max_items",)),
        ({"system": None}, ("system",)),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(settings: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        PricesSettings.model_validate({"kind": "prices", "channel": "ozon", "system": "erp", **settings})
    assert [error["loc"] for error in caught.value.errors()] == [place]
