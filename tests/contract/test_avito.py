"""The adapter for Avito keeps to its contract, over real HTTP: the token, calls, chats, orders, failures."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, JSONResponse, Response

from bizprobe.errors import (
    BadAnswerError,
    ClientError,
    ForbiddenError,
    IncompleteError,
    ProbeError,
    RateLimitedError,
    RetiredError,
    SecretError,
    ServerError,
    UnauthorizedError,
)
from bizprobe.marketplaces.avito.channel import AvitoChannel
from bizprobe.records import MISSED, Money, Order, OrderLine, OrderStatus, Page
from tests.contract.avito_side import (
    CALLS,
    CHATS,
    ORDERS,
    SECRET,
    SELF,
    Avito,
    OpenedAvito,
    call,
    chat,
    order,
)
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
DAY_BEFORE = NOON - DAY
SECONDS = int(NOON.timestamp())


async def test_a_token_is_asked_for_once_and_serves_all_calls(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    meter = Counts()
    async with opened_avito(meter) as channel:
        assert await collect(channel.calls(DAY_BEFORE)) == []
        assert await collect(channel.orders(DAY_BEFORE)) == []
    assert avito.tokens == ["t0ken-0"]
    assert meter.codes == ["200", "200", "200"]


async def test_a_token_that_is_refused_is_renewed_once(avito: Avito, opened_avito: OpenedAvito) -> None:
    async with opened_avito() as channel:
        await collect(channel.calls(DAY_BEFORE))
        avito.expired = True
        assert await collect(channel.calls(DAY_BEFORE)) == []
    assert avito.tokens == ["t0ken-0", "t0ken-1"]


async def test_a_wrong_secret_is_the_key_s_fault_and_stays_secret(
    avito: Avito, opened_avito: OpenedAvito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVITO_SECRET", "wr0ng")
    async with opened_avito() as channel:
        with pytest.raises(UnauthorizedError) as caught:
            await collect(channel.calls(DAY_BEFORE))
        monkeypatch.delenv("AVITO_SECRET")
        with pytest.raises(SecretError, match="AVITO_SECRET"):
            await collect(channel.calls(DAY_BEFORE))
    assert "wr0ng" not in str(caught.value)


async def test_calls_are_read_and_one_that_nobody_took_is_missed(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.calls = [call(11), call(12, "2026-11-22T14:30:00+03:00", talkDuration=0)]
    async with opened_avito() as channel:
        found = await collect(channel.calls(DAY_BEFORE))
    assert found == [
        Order("11", NOON - timedelta(hours=1)),
        Order("12", NOON - timedelta(minutes=30), word=MISSED),
    ]
    assert avito.asked_of(CALLS) == [
        {"dateTimeFrom": "2026-11-21T12:00:00Z", "dateTimeTo": "2026-11-22T12:00:00Z"}
        | {"limit": 100, "offset": offset}
        for offset in (0, 2)
    ]


async def test_calls_are_read_page_by_page_until_one_is_empty(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.page, avito.calls = 2, [call(number) for number in range(5)]
    async with opened_avito() as channel:
        assert numbers(await collect(channel.calls(DAY_BEFORE))) == ["0", "1", "2", "3", "4"]
    assert [question["offset"] for question in avito.asked_of(CALLS)] == [0, 2, 4, 5]


async def test_no_more_than_three_months_of_calls_are_asked_for(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    async with opened_avito() as channel:
        assert await collect(channel.calls(NOON - 400 * DAY)) == []
    assert avito.asked_of(CALLS)[0]["dateTimeFrom"] == f"{NOON - 89 * DAY:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1000, ClientError),
        (1001, ClientError),
        (1002, UnauthorizedError),
        (1003, ServerError),
        (1004, ClientError),
        (77, ClientError),
    ],
)
async def test_a_failure_inside_a_good_answer_is_a_failure(
    avito: Avito, opened_avito: OpenedAvito, code: int, error: type[ProbeError]
) -> None:
    failure = {"error": {"code": code, "message": "Ivan"}, "calls": []}
    avito.instead = {CALLS: JSONResponse(failure)}
    async with opened_avito() as channel:
        with pytest.raises(error, match=f"error {code}") as caught:
            await collect(channel.calls(DAY_BEFORE))
        assert type(caught.value) is error
        avito.instead = {}
        await collect(channel.calls(DAY_BEFORE))
    assert "Ivan" not in str(caught.value)
    assert len(avito.tokens) == (2 if code == 1002 else 1)


async def test_chats_that_began_are_new_ones_whoever_wrote_last(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.chats = [
        chat("new", SECONDS - 600, SECONDS - 60),
        chat("answered", SECONDS - 900, SECONDS - 300, "out"),
        chat("goes on", SECONDS - 90_000, SECONDS - 400),
        chat("long ago", SECONDS - 900_000, SECONDS - 90_000),
    ]
    async with opened_avito() as channel:
        found = await collect(channel.messages(DAY_BEFORE))
    assert found == [
        Order("new", NOON - timedelta(minutes=10)),
        Order("answered", NOON - timedelta(minutes=15)),
    ]
    assert avito.asked_of(CHATS) == [{"limit": "100", "offset": "0"}]


async def test_chats_wait_where_the_customer_wrote_last(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.chats = [
        chat("waits", SECONDS - 90_000, SECONDS - 60),
        chat("answered", SECONDS - 600, SECONDS - 300, "out"),
        chat("by Avito", SECONDS - 600, SECONDS - 300, type="system"),
        {**chat("empty", SECONDS - 600, SECONDS - 300), "last_message": None},
        chat("thanks", SECONDS - 400_000, SECONDS - 200_000),
    ]
    async with opened_avito() as channel:
        found = await collect(channel.open_messages())
    assert found == [Order("waits", NOON - timedelta(minutes=1), OrderStatus.NEW)]


async def test_the_waiting_period_may_be_longer(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.chats = [chat("thanks", SECONDS - 400_000, SECONDS - 200_000)]
    async with opened_avito(waiting_period="7d") as channel:
        assert numbers(await collect(channel.open_messages())) == ["thanks"]


async def test_what_began_and_what_waits_are_read_from_the_same_answers(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.chats = [chat(str(number), SECONDS - 600, SECONDS - 60 - number) for number in range(150)]
    async with opened_avito() as channel:
        assert len(await collect(channel.messages(DAY_BEFORE))) == 150
        assert len(await collect(channel.open_messages())) == 150
    assert [question["offset"] for question in avito.asked_of(CHATS)] == ["0", "100", "150"]
    assert avito.asked_of(SELF) == [{}]


async def test_chats_are_read_as_far_as_newer_ones_can_come(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.page = 2
    ages = [10, 20, 30, 100_000, 200_000, 300_000]
    avito.chats = [chat(str(age), SECONDS - age, SECONDS - age) for age in ages]
    async with opened_avito() as channel:
        assert numbers(await collect(channel.messages(DAY_BEFORE))) == ["10", "20", "30"]
    assert [question["offset"] for question in avito.asked_of(CHATS)] == ["0", "2"]


async def test_chats_in_another_order_are_read_to_their_end(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.page = 2
    ages = [200_000, 10, 300_000, 20, 100_000, 30]
    avito.chats = [chat(str(age), SECONDS - age, SECONDS - age) for age in ages]
    async with opened_avito() as channel:
        assert numbers(await collect(channel.messages(DAY_BEFORE))) == ["10", "20", "30"]


async def test_more_chats_than_avito_shows_make_the_read_incomplete(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.chats = [chat(str(number), SECONDS - 60, SECONDS - 60) for number in range(1101)]
    async with opened_avito() as channel:
        with pytest.raises(IncompleteError, match="more than 1100 chats"):
            await collect(channel.messages(DAY_BEFORE))
    assert avito.asked_of(CHATS)[-1]["offset"] == "1000"


async def test_orders_are_read_with_their_lines_in_the_seller_s_keys(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    avito.orders = [order(50000000000000000)]
    async with opened_avito() as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert found == Order(
        "50000000000000000",
        NOON - timedelta(hours=1),
        OrderStatus.NEW,
        "on_confirmation",
        amount=Money(100020, "RUB"),
        lines=(OrderLine("0557722", 2, Money(50010, "RUB")),),
    )
    assert avito.asked_of(ORDERS) == [{"dateFrom": f"{SECONDS - 86400}", "page": "1", "limit": "20"}]


@pytest.mark.parametrize(
    ("keys", "item", "lines"),
    [
        ("avito_id", {}, ["2799377316"]),
        ("ad_id", {"id": None}, []),
        ("avito_id", {"id": None}, ["2799377316"]),
    ],
)
async def test_a_line_goes_by_the_key_that_the_settings_name_and_needs_one(
    avito: Avito, opened_avito: OpenedAvito, keys: str, item: dict[str, Any], lines: list[str]
) -> None:
    avito.orders = [order(1)]
    avito.orders[0]["items"][0] |= item
    async with opened_avito(keys=keys) as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert [line.key for line in found.lines] == lines


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("on_confirmation", OrderStatus.NEW),
        ("ready_to_ship", OrderStatus.ASSEMBLING),
        ("in_transit", OrderStatus.HANDED_OVER),
        ("delivered", OrderStatus.DELIVERED),
        ("closed", OrderStatus.DELIVERED),
        ("canceled", OrderStatus.CANCELLED_BY_CHANNEL),
        ("on_return", OrderStatus.RETURNED),
        ("in_dispute", OrderStatus.OTHER),
    ],
)
async def test_every_word_of_the_documents_is_mapped(
    avito: Avito, opened_avito: OpenedAvito, word: str, status: OrderStatus
) -> None:
    avito.orders = [order(1, status=word)]
    async with opened_avito() as channel:
        (found,) = await collect(channel.orders(DAY_BEFORE))
    assert (found.status, found.mapped) == (status, True)


async def test_open_orders_are_those_of_the_period_that_are_not_finished_and_unknown_ones(
    avito: Avito, opened_avito: OpenedAvito
) -> None:
    words = ["on_confirmation", "closed", "canceled", "ready_to_ship", "confirming"]
    avito.orders = [
        order(number, status=word, createdAt="2026-11-01T00:00:00Z") for number, word in enumerate(words)
    ]
    async with opened_avito() as channel:
        found = await collect(channel.open_orders())
    async with opened_avito(open_period="14d") as channel:
        assert await collect(channel.open_orders()) == []
    assert [(row.number, row.mapped) for row in found] == [("0", True), ("3", True), ("4", False)]


async def test_orders_are_read_page_by_page(avito: Avito, opened_avito: OpenedAvito) -> None:
    avito.orders = [order(number) for number in range(45)]
    async with opened_avito() as channel:
        pages = [page async for page in channel.orders(DAY_BEFORE)]
    assert [len(page.rows) for page in pages] == [20, 20, 5]


Read = Callable[[AvitoChannel], AsyncIterator[Page[Order]]]
READS: dict[str, Read] = {
    CALLS: lambda channel: channel.calls(DAY_BEFORE),
    CHATS: lambda channel: channel.messages(DAY_BEFORE),
    SELF: lambda channel: channel.messages(DAY_BEFORE),
    ORDERS: lambda channel: channel.orders(DAY_BEFORE),
}
IVAN = {"error": {"code": 1, "message": "Ivan"}}


@pytest.mark.parametrize("called", READS)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (JSONResponse(IVAN, 403), ForbiddenError),
        (JSONResponse({"code": 404, "message": "Ivan"}, 404), RetiredError),
        (JSONResponse({"code": 400, "message": "Ivan"}, 400), ClientError),
        (JSONResponse({"result": {"message": "Ivan"}}, 402), ClientError),
        (JSONResponse(IVAN, 429, {"Retry-After": "30"}), RateLimitedError),
        (JSONResponse(IVAN, 500), ServerError),
        (HTMLResponse("<html>maintenance</html>"), BadAnswerError),
        (Response(b"\x00\xff garbage"), BadAnswerError),
        (JSONResponse({"orders": None, "chats": None, "calls": None}), BadAnswerError),
        (JSONResponse(["Ivan"]), BadAnswerError),
    ],
)
async def test_each_bad_answer_is_an_error_and_shows_nothing_of_it(
    avito: Avito, opened_avito: OpenedAvito, called: str, answer: Response, error: type[ProbeError]
) -> None:
    avito.instead = {called: answer}
    async with opened_avito() as channel:
        with pytest.raises(error) as caught:
            await collect(READS[called](channel))
    assert type(caught.value) is error
    assert getattr(caught.value, "retry_after", None) == (30 if error is RateLimitedError else None)
    words = str(caught.value)
    assert not {"Ivan", SECRET, "garbage", avito.tokens[-1]} & set(words.split())
    assert called.split()[1].split("{")[0] in words


@pytest.mark.parametrize(
    ("called", "answer", "words"),
    [
        (CALLS, {"error": {"code": 0}, "calls": [call(1, "Ivan")]}, "page 1: row 1: callTime is not written"),
        (CALLS, {"error": {"code": 0}, "calls": [call(1)]}, "the same rows as the one before"),
        (CALLS, {"calls": []}, "missing required field `error`"),
        (CHATS, {"chats": [chat("1", SECONDS, 7)]}, "page 1: row 1: updated is out of range"),
        (ORDERS, {"hasMore": True, "orders": []}, "there should be more, but the page is empty"),
        (ORDERS, {"hasMore": True, "orders": [order(1)]}, "the same rows as the one before"),
        (ORDERS, {"hasMore": False, "orders": [order(1, createdAt="Ivan")]}, "row 1: createdAt is not"),
        (ORDERS, {"hasMore": False, "orders": [order(1, prices={"price": "Ivan"})]}, "price is no number"),
        (ORDERS, {"hasMore": False, "orders": [order(1, prices={"price": 0.123})]}, "finer than a kopeck"),
    ],
)
async def test_a_page_that_cannot_be_read_says_why(
    avito: Avito, opened_avito: OpenedAvito, called: str, answer: dict[str, Any], words: str
) -> None:
    avito.instead = {called: JSONResponse(answer)}
    async with opened_avito() as channel:
        with pytest.raises((BadAnswerError, IncompleteError), match=words) as caught:
            await collect(READS[called](channel))
    assert "Ivan" not in str(caught.value)


MOMENTS = st.integers(0, 80 * 86400).map(lambda seconds: NOON - timedelta(seconds=seconds))
OFFSETS = st.sampled_from(["+00:00", "+03:00", "-05:30"])
KOPECKS = st.integers(0, 10**11)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOMENTS, KOPECKS, OFFSETS), max_size=9), st.integers(1, 4))
async def test_money_times_and_pages_are_exact_whatever_zone_the_machine_has(
    avito: Avito,
    opened_avito: OpenedAvito,
    machine_zone: None,
    rows: list[tuple[datetime, int, str]],
    page: int,
) -> None:
    def at(moment: datetime, offset: str) -> str:
        return moment.astimezone(datetime.fromisoformat(f"2026-01-01T00:00:00{offset}").tzinfo).isoformat()

    avito.page = page
    avito.calls = [call(number, at(when, zone)) for number, (when, _, zone) in enumerate(rows)]
    avito.orders = [
        order(number, createdAt=at(when, zone), prices={"price": kopecks / 100})
        for number, (when, kopecks, zone) in enumerate(rows)
    ]
    async with opened_avito() as channel:
        calls = await collect(channel.calls(NOON - 81 * DAY))
        orders = await collect(channel.orders(NOON - 81 * DAY))
    expected = {str(number): when for number, (when, _, _) in enumerate(rows)}
    assert {row.number: row.placed_at.astimezone(UTC) for row in calls} == expected
    assert {row.number: (row.placed_at.astimezone(UTC), row.amount) for row in orders} == {
        str(number): (when, Money(kopecks, "RUB")) for number, (when, kopecks, _) in enumerate(rows)
    }
