"""The system `odata_1c` keeps to the contract of 1C's OData, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

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
    RetiredError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
)
from bizprobe.records import Money, OrderStatus
from bizprobe.settings.secret import Secret
from tests.contract.odata_1c_side import (
    GOODS,
    NO_REFERENCE,
    NORTH,
    ORDERS,
    PRICES,
    RETAIL,
    SOUTH,
    STOCKS,
    VARIANTS,
    WHOLESALE,
    Infobase,
    MovingClock,
    OpenedInfobase,
    failure,
    good,
    order,
    price,
    reference,
    stock,
)
from tests.unit.remote.sides import NOON, Counts, collect, numbers

pytestmark = pytest.mark.anyio

T = TypeVar("T")
RED, BLUE = "44444444-0000-0000-0000-000000000001", "44444444-0000-0000-0000-000000000002"


async def everything(pages: AsyncIterator[T]) -> list[T]:
    return [page async for page in pages]


async def amounts(system: Any) -> dict[str, str]:
    pages = await everything(system.prices("ozon"))
    return {key: amount for page in pages for key, amount in zip(page.keys, page.amounts, strict=True)}


async def counts(system: Any) -> dict[str, int]:
    pages = await everything(system.stocks("ozon"))
    return {key: count for page in pages for key, count in zip(page.keys, page.counts, strict=True)}


async def test_the_prices_of_one_type_are_read_by_sku_with_their_exact_digits(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {
        GOODS: [good(1, "0557722"), good(2, "А-1 "), good(3, "", IsFolder=True)],
        PRICES: [price(1, 100.2), price(1, 90, kind=WHOLESALE), price(2, 7)],
    }
    meter = Counts()
    async with opened_infobase(meter) as erp:
        pages = [page async for page in erp.prices("ozon")]
    assert [(page.number, page.keys, page.amounts, page.currency) for page in pages] == [
        (1, ["0557722"], ["100.2"], "RUB"),
        (2, ["А-1"], ["7"], "RUB"),
    ]
    assert meter.codes == ["200", "200"]
    (resource, options) = infobase.asked[-1]
    assert resource == f"{PRICES}/SliceLast(Condition='ВидЦены_Key eq guid''{RETAIL}''')"
    assert options == {
        "$format": "json",
        "$select": "Номенклатура_Key,Характеристика_Key,Цена",
        "$orderby": "Номенклатура_Key,Характеристика_Key",
        "$top": "1000",
        "$skip": "0",
        "$inlinecount": "allpages",
    }


async def test_stocks_of_the_named_warehouses_are_added_up_and_goods_without_a_row_are_sold_out(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {
        GOODS: [good(1, "a"), good(2, "b"), good(3, "c")],
        STOCKS: [
            stock(1, 3, at=NORTH),
            stock(1, 2.5, at=SOUTH),
            stock(1, 100, at=RETAIL),
            stock(2, -1),
            stock(2, 1, at=RETAIL),
        ],
    }
    async with opened_infobase(stocks={"warehouses": [NORTH, SOUTH.upper()]}) as erp:
        assert await counts(erp) == {"a": 5, "b": -1, "c": 0}
    async with opened_infobase() as erp:
        assert await counts(erp) == {"a": 105, "b": 0, "c": 0}
    assert [resource for resource, _ in infobase.asked if resource.startswith(STOCKS)] == [
        f"{STOCKS}/Balance(Condition='Склад_Key eq guid''{NORTH}'' or Склад_Key eq guid''{SOUTH}''')",
        f"{STOCKS}/Balance()",
    ]


async def test_what_is_promised_is_taken_off(infobase: Infobase, opened_infobase: OpenedInfobase) -> None:
    infobase.rows = {GOODS: [good(1, "a")], STOCKS: [stock(1, 3, КОтгрузкеBalance=5)]}
    async with opened_infobase(stocks={"names": {"reserved": "КОтгрузкеBalance"}}) as erp:
        assert await counts(erp) == {"a": -2}


@pytest.mark.parametrize("declares", [True, False])
async def test_rows_come_page_by_page_and_rows_of_the_same_goods_find_each_other(
    infobase: Infobase, opened_infobase: OpenedInfobase, declares: bool
) -> None:
    infobase.counts = declares
    infobase.rows = {
        GOODS: [good(number, f"sku-{number}") for number in range(25)],
        STOCKS: [stock(number, 1, at=at) for at in (NORTH, SOUTH) for number in range(25)],
    }
    async with opened_infobase(page=3) as erp:
        assert await counts(erp) == {f"sku-{number}": 2 for number in range(25)}
    skips = [int(options["$skip"]) for options in infobase.of(STOCKS)]
    assert skips == [*range(0, 50, 3), *([] if declares else [50])]


async def test_the_catalogue_is_read_once_for_prices_and_stocks_and_again_for_goods_that_are_new(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {GOODS: [good(1, "a")], PRICES: [price(1, 1)], STOCKS: [stock(1, 1)]}
    clock = MovingClock()
    async with opened_infobase(clock=clock, goods={"keep": "6h"}) as erp:
        await amounts(erp)
        await counts(erp)
        assert len(infobase.of(GOODS)) == 1
        infobase.rows[GOODS].append(good(2, "b"))
        infobase.rows[PRICES].append(price(2, 5))
        with pytest.raises(IncompleteError, match=reference(2)):
            await amounts(erp)
        clock.forward(timedelta(minutes=6))
        assert await amounts(erp) == {"a": "1", "b": "5"}
        assert len(infobase.of(GOODS)) == 2
        clock.forward(timedelta(hours=6))
        await counts(erp)
        assert len(infobase.of(GOODS)) == 3


@pytest.mark.parametrize(
    ("goods", "rows", "error", "words"),
    [
        (
            [good(1, "a")],
            [price(1, 1), price(2, 2)],
            IncompleteError,
            f"does not show the goods {reference(2)}",
        ),
        ([good(1, "")], [price(1, 1)], BadAnswerError, f"{reference(1)} have no Артикул"),
        ([good(1, "a"), good(2, "a")], [price(1, 1), price(2, 1)], BadAnswerError, "has the SKU 'a'"),
        ([good(1, "a")], [price(1, "Ivan")], BadAnswerError, "amount is no number"),
        ([good(1, "a")], [price(1, 1.005)], BadAnswerError, "finer than the currency's minor unit"),
        (
            [good(1, "a")],
            [price(1, 1, variant=RED), price(1, 2, variant=BLUE)],
            BadAnswerError,
            "characteristics of 'a' have prices of their own",
        ),
    ],
)
async def test_a_row_that_cannot_be_joined_or_read_is_never_dropped_silently(
    infobase: Infobase,
    opened_infobase: OpenedInfobase,
    goods: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    error: type[ProbeError],
    words: str,
) -> None:
    infobase.rows = {GOODS: goods, PRICES: rows}
    async with opened_infobase() as erp:
        with pytest.raises(error, match=words) as caught:
            await amounts(erp)
    assert "Ivan" not in str(caught.value)


async def test_goods_that_the_filter_or_a_mark_for_deletion_leaves_out_are_left_out(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {
        GOODS: [good(1, "a"), good(2, ""), good(3, "c", DeletionMark=True)],
        PRICES: [price(1, 1), price(2, 2), price(3, 3)],
        STOCKS: [stock(1, 1), stock(2, 2), stock(3, 3)],
    }
    async with opened_infobase(goods={"filter": "Артикул ne ''"}) as erp:
        assert await amounts(erp) == {"a": "1"}
        assert await counts(erp) == {"a": 1}
    assert infobase.of(GOODS)[0]["$filter"] == "(IsFolder eq false) and (Артикул ne '')"


async def test_the_code_may_be_the_sku(infobase: Infobase, opened_infobase: OpenedInfobase) -> None:
    infobase.rows = {GOODS: [good(7, "")], PRICES: [price(7, 1)]}
    async with opened_infobase(goods={"key": "Code"}) as erp:
        assert await amounts(erp) == {"00-00000007": "1"}


async def test_characteristics_may_have_skus_of_their_own(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    names = [
        {"Ref_Key": RED, "Description": "M", "DeletionMark": False},
        {"Ref_Key": BLUE, "Description": "L", "DeletionMark": False},
    ]
    infobase.rows = {
        GOODS: [good(1, "coat"), good(2, "hat")],
        VARIANTS: names,
        PRICES: [price(1, 10, variant=RED), price(1, 12, variant=BLUE), price(2, 3)],
        STOCKS: [stock(1, 1, variant=RED), stock(1, 2, variant=RED, at=SOUTH), stock(1, 4, variant=BLUE)],
    }
    async with opened_infobase(goods={"characteristics": {}}) as erp:
        assert await amounts(erp) == {"coat/M": "10", "coat/L": "12", "hat": "3"}
        assert await counts(erp) == {"coat/M": 3, "coat/L": 4}
    async with opened_infobase() as erp:
        assert await counts(erp) == {"coat": 7, "hat": 0}


async def test_an_answer_that_ignores_where_it_should_begin_is_no_sum(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.skips = False
    infobase.rows = {GOODS: [good(1, "a")], STOCKS: [stock(number, 1) for number in range(1, 7)]}
    async with opened_infobase(page=2, goods={"filter": "Артикул ne ''"}) as erp:
        with pytest.raises(IncompleteError, match="come apart"):
            await counts(erp)


async def test_orders_are_asked_for_by_the_infobase_s_own_clock(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {
        ORDERS: [
            order("УТ-1", "2026-11-22T14:59:59"),
            order("УТ-2", "2026-11-22T15:00:00"),
            order("УТ-3", "2026-11-22T15:30:00", Posted=False),
            order("УТ-4", "2026-11-22T16:00:00", Партнер_Key=RED),
        ]
    }
    filters = {"filter": "Posted eq true", "currency": "RUB"}
    async with opened_infobase(orders=filters, statuses={"КОбеспечению": "assembling"}) as erp:
        found = await collect(erp.orders(NOON, "ozon"))
    assert numbers(found) == ["УТ-2", "УТ-4"]
    assert (found[0].placed_at, found[0].amount) == (NOON, Money(10050, "RUB"))
    assert (found[0].status, found[0].word) == (OrderStatus.ASSEMBLING, "КОбеспечению")
    (options,) = infobase.of(ORDERS)
    assert options["$filter"] == "(Posted eq true) and (Date ge datetime'2026-11-22T15:00:00')"
    assert options["$orderby"] == "Date,Ref_Key"


async def test_the_orders_of_a_channel_and_those_that_are_open_are_chosen_by_filters(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    day = "2026-11-22T15:00:00"
    infobase.rows = {
        ORDERS: [
            order("1", day, Партнер_Key=RED),
            order("2", day, Партнер_Key=BLUE),
            order("3", "2026-01-01T00:00:00", Партнер_Key=RED),
            order("4", day, Партнер_Key=RED, Статус="Закрыт"),
        ]
    }
    keys = {
        "orders": {
            "currency": "RUB",
            "channels": {"ozon": f"Партнер_Key eq guid'{RED}'"},
            "open": "Статус ne 'Закрыт'",
        }
    }
    async with opened_infobase(**keys) as erp:
        assert numbers(await collect(erp.orders(NOON, "ozon"))) == ["1", "4"]
        assert numbers(await collect(erp.open_orders("ozon"))) == ["3", "1"]
        with pytest.raises(ProbeError, match="which orders belong to kupi"):
            await collect(erp.orders(NOON, "kupi"))


async def test_the_small_firm_has_names_of_its_own(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    document = order("НФ-1", "2026-11-22T15:00:00")
    document["СостояниеЗаказа"] = {"Description": "В работе", "Code": "7"}
    balance = {**stock(1, 0), "КоличествоBalance": 4, "СтруктурнаяЕдиница_Key": NORTH}
    infobase.rows = {
        GOODS: [good(1, "a")],
        PRICES: [{**price(1, 5), "ВидЦен_Key": RETAIL}],
        "AccumulationRegister_ЗапасыНаСкладах": [balance],
        "Document_ЗаказПокупателя": [document],
    }
    async with opened_infobase(configuration="unf", stocks={"warehouses": [NORTH]}) as erp:
        assert (await amounts(erp), await counts(erp)) == ({"a": "5"}, {"a": 4})
        (found,) = await collect(erp.orders(NOON, "ozon"))
    assert (found.number, found.word) == ("НФ-1", "В работе")
    assert infobase.of("Document")[0]["$expand"] == "СостояниеЗаказа"


async def test_any_name_can_be_given(infobase: Infobase, opened_infobase: OpenedInfobase) -> None:
    resource = "InformationRegister_ЦеныНоменклатуры25_RecordType"
    infobase.rows = {
        GOODS: [good(1, "a")],
        resource: [{"Номенклатура_Key": reference(1), "ТипЦен_Key": RETAIL, "Сумма": 9}],
    }
    names = {"resource": resource, "price_type": "ТипЦен_Key", "amount": "Сумма", "characteristic": ""}
    async with opened_infobase(prices={"price_type": RETAIL, "currency": "RUB", "names": names}) as erp:
        assert await amounts(erp) == {"a": "9"}


XML_FAILURE = (
    '<?xml version="1.0" encoding="UTF-8"?><m:error xmlns:m="http://schemas.microsoft.com/ado/2007/08/'
    'dataservices/metadata"><m:code>14</m:code><m:message xml:lang="ru">Поле не найдено: Цена\n'
    "</m:message></m:error>"
)


@pytest.mark.parametrize(
    ("instead", "error", "words"),
    [
        (failure(404, "8", "Тип не найден"), ClientError, "HTTP 404, 1C says: Тип не найден"),
        (failure(400, "14", "Ошибка разбора"), ClientError, "1C says: Ошибка разбора"),
        (
            Response(XML_FAILURE, 400, media_type="application/xml"),
            ClientError,
            "1C says: Поле не найдено: Цена",
        ),
        (failure(403, "-1", "Ivan"), ForbiddenError, "HTTP 403"),
        (failure(500, "-1", "Ivan"), ServerError, "HTTP 500"),
        (HTMLResponse("<html>IIS</html>", 404), RetiredError, "HTTP 404"),
        (HTMLResponse("<html>Ivan</html>"), BadAnswerError, "not JSON"),
        (JSONResponse({"odata.metadata": ""}), BadAnswerError, "value is no list of rows"),
        (
            JSONResponse({"value": [], "odata.count": "many"}),
            BadAnswerError,
            "odata.count is no whole number",
        ),
        (JSONResponse({"value": [], "odata.count": "5"}), IncompleteError, "the page is empty"),
        (JSONResponse({"value": [{"Цена": 5}]}), BadAnswerError, "a row has no field Номенклатура_Key"),
    ],
)
async def test_a_failure_has_its_reason_and_shows_no_data(
    infobase: Infobase,
    opened_infobase: OpenedInfobase,
    instead: Response,
    error: type[ProbeError],
    words: str,
) -> None:
    infobase.rows = {GOODS: [good(1, "a")]}
    infobase.instead = {PRICES: instead}
    async with opened_infobase() as erp:
        with pytest.raises(error, match=words) as caught:
            await amounts(erp)
    assert "Ivan" not in str(caught.value)


async def test_a_wrong_password_is_told_although_the_answer_is_a_page_of_the_web_server(
    infobase: Infobase, opened_infobase: OpenedInfobase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESS", "guess")
    auth = {"kind": "basic", "user": "бизпроб", "password": "${GUESS}"}
    async with opened_infobase(auth=auth) as erp:
        with pytest.raises(UnauthorizedError) as caught:
            await amounts(erp)
    assert "guess" not in str(caught.value)
    assert Secret.from_environment("${GUESS}").reveal() not in str(caught.value)


async def test_a_catalogue_that_is_too_long_is_an_error(
    infobase: Infobase, opened_infobase: OpenedInfobase
) -> None:
    infobase.rows = {GOODS: [good(number, f"{number}") for number in range(4)], PRICES: []}
    async with opened_infobase(max_rows=3) as erp:
        with pytest.raises(TooLargeError, match="more than 3 rows"):
            await amounts(erp)


async def test_the_zone_of_this_machine_does_not_matter(
    infobase: Infobase, opened_infobase: OpenedInfobase, machine_zone: None
) -> None:
    infobase.rows = {ORDERS: [order("1", "2026-11-22T17:00:00"), order("2", "2026-11-22T16:59:59")]}
    async with opened_infobase(timezone="Asia/Yekaterinburg") as erp:
        found = await collect(erp.orders(NOON, "ozon"))
    assert [(row.number, row.placed_at) for row in found] == [("1", NOON)]
    assert found[0].placed_at.astimezone(ZoneInfo("Asia/Yekaterinburg")).hour == 17


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.dictionaries(
        st.integers(0, 30), st.lists(st.integers(-3, 9), min_size=1, max_size=3), max_size=12
    ),
    page=st.integers(1, 7),
    declares=st.booleans(),
)
async def test_the_sums_are_the_same_however_the_rows_are_cut_into_pages(
    infobase: Infobase,
    opened_infobase: OpenedInfobase,
    rows: dict[int, list[int]],
    page: int,
    declares: bool,
) -> None:
    infobase.counts = declares
    warehouses = (NORTH, SOUTH, NO_REFERENCE)
    infobase.rows = {
        GOODS: [good(number, f"sku-{number}") for number in range(31)],
        STOCKS: [
            stock(number, count, at=warehouses[place])
            for number, found in rows.items()
            for place, count in enumerate(found)
        ],
    }
    async with opened_infobase(page=page) as erp:
        assert await counts(erp) == {f"sku-{number}": sum(rows.get(number, [])) for number in range(31)}
