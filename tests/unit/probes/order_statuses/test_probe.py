"""What a probe of order statuses answers."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest

from bizprobe.errors import BadAnswerError, DeadlineExceededError, ProbeError, ServerError, TooLargeError
from bizprobe.reading import Finding, FindingKind
from bizprobe.runlog import RunLog, start
from tests.unit.probes.flow.world import MINUTE, order, values
from tests.unit.probes.order_statuses.world import NOON, PAGE_URL, StatusWorld, fill, states

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


async def test_a_reading_holds_every_series_and_the_orders_that_do_not_agree(tmp_path: Path) -> None:
    noon = NOON.timestamp()
    shop = StatusWorld(tmp_path, limits={"cancelled_apart": 0, "behind": {"warning": 2}})
    fill(
        shop.channel, a="packed", b="handed_over отгружен", c="cancelled_by_buyer", d="other dispute", x="new"
    )
    fill(shop.book, a="packed", b="new", c="assembling В работе", d="packed", e="new")
    await shop.run()
    shop.clock.moment += 30 * MINUTE
    reading = await shop.run()
    assert values(reading) == {
        'order_status_orders{where="book",state="agreeing"}': 1,
        'order_status_orders{where="book",state="cancelled_apart"}': 1,
        'order_status_orders{where="book",state="behind"}': 1,
        'order_status_orders{where="book",state="ahead"}': 0,
        'order_status_orders{where="book",state="apart"}': 0,
        'order_status_orders{where="book",state="unknown"}': 1,
        'order_status_oldest_mismatch_timestamp_seconds{where="book",state="cancelled_apart"}': noon,
        'order_status_oldest_mismatch_timestamp_seconds{where="book",state="behind"}': noon,
        'order_status_orders_limit{where="book",state="cancelled_apart",severity="critical"}': 0,
        'order_status_orders_limit{where="book",state="behind",severity="warning"}': 2,
        "order_status_mismatches": 2,
        'order_status_words_unmapped{where="book"}': 0,
        'order_status_words_unmapped{where="channel"}': 0,
        'order_status_read_timestamp_seconds{where="book"}': shop.clock.moment.timestamp(),
    }
    assert reading.findings == [
        Finding(
            FindingKind.STATUS_CANCELLED_APART,
            "c",
            "assembling (В работе)",
            "cancelled_by_buyer",
            NOON,
            "ozon has cancelled it, crm has not",
        ),
        Finding(
            FindingKind.STATUS_BEHIND, "b", "new", "handed_over (отгружен)", NOON, "crm lags behind ozon"
        ),
    ]
    assert (reading.findings_total, reading.success, reading.unasked) == (2, False, None)


@pytest.mark.parametrize(
    ("ours", "theirs", "note"),
    [
        ("handed_over", "packed", "ozon lags behind crm"),
        ("cancelled_by_seller", "delivered", "crm has cancelled it, ozon has not"),
        ("cancelled_by_seller", "returned", "crm and ozon ended it in different ways"),
    ],
)
async def test_a_finding_says_which_side_it_looks_like(
    tmp_path: Path, ours: str, theirs: str, note: str
) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, a=theirs)
    fill(shop.book, a=ours)
    await shop.run()
    shop.clock.moment += 30 * MINUTE
    [finding] = (await shop.run()).findings
    assert finding.note == note


async def test_what_is_younger_than_the_grace_still_agrees(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, a="packed")
    fill(shop.book, a="new")
    for minutes, expected in ((0, "agreeing"), (29, "agreeing"), (1, "behind")):
        shop.clock.moment += minutes * MINUTE
        reading = await shop.run()
        assert states(reading) == {expected: 1}
        assert reading.success is (expected == "agreeing")


async def test_the_time_goes_on_when_the_channel_moves_and_across_a_restart(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.book, a="new")
    for status in ("assembling", "packed", "handed_over"):
        fill(shop.channel, a=status)
        reading = await shop.run()
        await shop.restart()
        shop.clock.moment += 15 * MINUTE
    assert [finding.since for finding in reading.findings] == [NOON]


async def test_a_book_that_follows_each_step_in_time_is_never_late(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    way = ["new", "assembling", "packed", "handed_over", "delivered"]
    for behind, ahead in pairwise(way):
        fill(shop.channel, a=ahead)
        fill(shop.book, a=behind)
        assert states(await shop.run()) == {"agreeing": 1}
        shop.clock.moment += 25 * MINUTE


async def test_a_book_that_follows_too_slowly_is_late_since_the_step_that_it_still_owes(
    tmp_path: Path,
) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.book, a="new")
    fill(shop.channel, a="assembling")
    await shop.run()
    shop.clock.moment += 20 * MINUTE
    fill(shop.channel, a="packed")
    await shop.run()
    shop.clock.moment += 40 * MINUTE
    fill(shop.book, a="assembling")
    reading = await shop.run()
    assert [finding.since for finding in reading.findings] == [NOON + 20 * MINUTE]


async def test_an_order_that_agreed_meanwhile_is_late_anew(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    for status in ("new", "packed", "new"):
        fill(shop.channel, a="packed")
        fill(shop.book, a=status)
        reading = await shop.run()
        shop.clock.moment += 40 * MINUTE
    assert states(reading) == {"agreeing": 1}


async def test_statuses_that_are_equal_agree(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path, equal=[["new", "assembling"]])
    fill(shop.channel, a="assembling")
    fill(shop.book, a="new")
    await shop.run()
    shop.clock.moment += DAY
    assert states(await shop.run()) == {"agreeing": 1}


async def test_all_sides_are_asked_for_the_same_time_and_the_seller_s_for_this_channel(
    tmp_path: Path,
) -> None:
    shop = StatusWorld(tmp_path, cabinet="site", horizon="2d")
    await shop.run()
    assert shop.channel.since == shop.book.since == shop.cabinet.since == [NOON - 2 * DAY]
    assert shop.book.channels == shop.cabinet.channels == ["ozon"]


def three_sides(tmp_path: Path, **settings: Any) -> StatusWorld:
    """An order that is behind in the book, and that the buyer sees as cancelled."""
    shop = StatusWorld(tmp_path, cabinet="site", grace="1ms", **settings)
    fill(shop.channel, a="packed", b="new")
    fill(shop.book, a="new", b="new")
    fill(shop.cabinet, a="cancelled_by_seller", b="new")
    return shop


async def test_book_and_cabinet_are_each_held_against_the_channel(tmp_path: Path) -> None:
    shop = three_sides(tmp_path)
    await shop.run()
    shop.clock.moment += MINUTE
    reading = await shop.run()
    assert states(reading, "book") == {"agreeing": 1, "behind": 1}
    assert states(reading, "cabinet") == {"agreeing": 1, "cancelled_apart": 1}
    assert values(reading)["order_status_mismatches"] == 1
    assert [finding.note for finding in reading.findings] == [
        "site has cancelled it, ozon has not",
        "crm lags behind ozon",
    ]
    assert reading.findings_total == 2


@pytest.mark.parametrize("hidden", ["book", "cabinet"])
async def test_a_side_that_cannot_be_asked_does_not_hide_the_other(tmp_path: Path, hidden: str) -> None:
    shop = three_sides(tmp_path)
    await shop.run()
    shop.clock.moment += MINUTE
    getattr(shop, hidden).fault = ServerError("502")
    reading = await shop.run()
    assert isinstance(reading.unasked, ServerError)
    assert {sample.labels[3] for sample in reading.samples if "state" in sample.family.labels} == {
        "book",
        "cabinet",
    } - {hidden}
    assert reading.findings_total == 1
    getattr(shop, hidden).fault = None
    shop.clock.moment += MINUTE
    reading = await shop.run()
    assert [finding.since for finding in reading.findings] == [NOON, NOON]


async def test_without_the_channel_or_without_anything_to_hold_against_it_there_is_no_answer(
    tmp_path: Path,
) -> None:
    shop = three_sides(tmp_path)
    shop.channel.fault = ServerError("503")
    with pytest.raises(ServerError, match="503"):
        await shop.run()
    shop.channel.fault, shop.book.fault, shop.cabinet.fault = None, ServerError("501"), ServerError("502")
    with pytest.raises(ServerError, match=r"50[12]"):
        await shop.run()


async def test_a_book_that_never_ends_is_given_up_in_time(tmp_path: Path) -> None:
    async def forever() -> None:
        await anyio.sleep_forever()

    shop = three_sides(tmp_path, timeout="50ms")
    shop.book.while_read = forever
    reading = await shop.run()
    assert isinstance(reading.unasked, DeadlineExceededError)
    assert states(reading, "cabinet")


async def test_a_fault_of_the_program_is_not_taken_for_a_book_that_cannot_be_asked(tmp_path: Path) -> None:
    shop = three_sides(tmp_path)
    shop.book.fault = ZeroDivisionError()
    with pytest.raises(BaseExceptionGroup) as caught:
        await shop.run()
    assert caught.group_contains(ZeroDivisionError)


async def test_orders_of_one_side_only_are_left_out_and_counted_in_the_log(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, a="new", b="new", c="new")
    fill(shop.book, a="new", d="delivered")
    log = RunLog(shop.clock)
    start(log)
    assert states(await shop.run()) == {"agreeing": 1}
    assert "1 orders in ozon and crm; 2 only in ozon, 1 only in crm" in [text for _, text in log.lines]


@pytest.mark.parametrize(("orders", "wrong"), [(9, False), (10, True)])
async def test_numbers_that_are_written_differently_are_no_agreement(
    tmp_path: Path, orders: int, wrong: bool
) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, **{f"a{number}": "new" for number in range(orders)})
    fill(shop.book, **{f"b{number}": "new" for number in range(orders)})
    if not wrong:
        assert states(await shop.run()) == {}
        return
    with pytest.raises(BadAnswerError, match="ozon and crm have no order number in common"):
        await shop.run()


async def test_orders_without_any_status_are_no_agreement(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, a="new")
    shop.book.rows = [order("a")]
    with pytest.raises(BadAnswerError, match="crm: no order comes with a status"):
        await shop.run()


async def test_more_orders_than_allowed_are_an_error(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path, max_orders=2)
    fill(shop.channel, a="new", b="new", c="new")
    with pytest.raises(TooLargeError, match=r"ozon has more than 2 orders \(max_orders\)"):
        await shop.run()


async def test_words_that_nobody_mapped_are_told_for_each_side(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, a="other ?lost", b="other ?lost", c="other dispute")
    fill(shop.book, a="new", b="other ?в пути", c="new")
    reading = await shop.run()
    assert states(reading) == {"unknown": 3}
    assert values(reading)['order_status_words_unmapped{where="channel"}'] == 1
    assert values(reading)['order_status_words_unmapped{where="book"}'] == 1
    assert reading.findings == [
        Finding(
            FindingKind.STATUS_UNMAPPED,
            "в пути",
            note="1 with this status in crm; add it to the statuses of that system",
        ),
        Finding(
            FindingKind.STATUS_UNMAPPED,
            "lost",
            note="2 with this status in ozon; add it to the statuses of that channel",
        ),
    ]
    assert reading.success


async def test_the_worst_hundred_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path)
    fill(shop.channel, **{f"n{number:03}": "packed" for number in range(150)}, z="cancelled_by_buyer")
    fill(shop.book, **{f"n{number:03}": "new" for number in range(150)}, z="packed")
    await shop.run()
    shop.clock.moment += DAY
    reading = await shop.run()
    assert (len(reading.findings), reading.findings_total) == (100, 151)
    assert [finding.subject for finding in reading.findings[:3]] == ["z", "n000", "n001"]


async def test_a_mismatch_within_its_limit_is_no_trouble(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path, limits={"behind": {"warning": 1}})
    fill(shop.channel, a="packed")
    fill(shop.book, a="new")
    await shop.run()
    shop.clock.moment += DAY
    reading = await shop.run()
    assert (reading.success, reading.findings_total) == (True, 1)


async def test_a_limit_holds_at_its_hours(tmp_path: Path) -> None:
    limit = 'order_status_orders_limit{where="book",state="behind",severity="critical"}'
    shop = StatusWorld(tmp_path, limits={"behind": {"critical": {"default": 0, "13:00-14:00": "off"}}})
    fill(shop.channel, a="packed")
    fill(shop.book, a="new")
    await shop.run()
    for minutes, told, success in ((40, 0, False), (40, None, True), (60, 0, False)):
        shop.clock.moment += minutes * MINUTE
        reading = await shop.run()
        assert (values(reading).get(limit), reading.success) == (told, success)


async def test_a_failure_of_the_state_file_is_no_answer(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path / "missing")
    (tmp_path / "missing").write_text("a file where the folder should be")
    with pytest.raises(ProbeError, match="state file"):
        await shop.run()


def test_a_configured_probe_says_what_it_holds_against_what(tmp_path: Path) -> None:
    shop = StatusWorld(tmp_path, cabinet="site")
    names = ("apteka", "ozon", "orders")
    assert [(sample.family.name, sample.labels, sample.value) for sample in shop.probe().expected()] == [
        ("bizprobe_order_status_info", (*names, "book", "crm", "ozon-statuses", PAGE_URL), 1),
        ("bizprobe_order_status_info", (*names, "cabinet", "site", "ozon-statuses", PAGE_URL), 1),
    ]
