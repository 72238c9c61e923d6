"""1C's side of the contract: a strict OData server that evaluates what it is asked."""

import base64
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bizprobe.clock import Clock
from bizprobe.systems.odata_1c.settings import Odata1cSettings
from bizprobe.systems.odata_1c.system import Odata1cSystem
from tests.contract.served import Breach, served
from tests.unit.remote.sides import NOON, Counts, surroundings

USER, PASSWORD = "бизпроб", "пароль"
ROOT = "/ut/odata/standard.odata/"
RETAIL, WHOLESALE = "11111111-0000-0000-0000-000000000001", "11111111-0000-0000-0000-000000000002"
NORTH, SOUTH = "22222222-0000-0000-0000-000000000001", "22222222-0000-0000-0000-000000000002"
NO_REFERENCE = "00000000-0000-0000-0000-000000000000"

GOODS, VARIANTS = "Catalog_Номенклатура", "Catalog_ХарактеристикиНоменклатуры"
PRICES, STOCKS = "InformationRegister_ЦеныНоменклатуры", "AccumulationRegister_ТоварыНаСкладах"
ORDERS = "Document_ЗаказКлиента"

_OPTIONS = {"$format", "$select", "$filter", "$orderby", "$top", "$skip", "$inlinecount", "$expand"}
_TABLES = {"InformationRegister": "SliceLast", "AccumulationRegister": "Balance"}
_RESOURCE = re.compile(r"(\w+?)_(\w+)(?:/(\w+)\((?:Condition='((?:[^']|'')*)')?\))?")
_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[()])|(?P<guid>guid'[0-9a-f-]{36}')"
    r"|(?P<date>datetime'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d')|(?P<text>'(?:[^']|'')*')|(?P<word>[\w/]+))"
)

Row = dict[str, Any]


@dataclass
class Infobase:
    """Its rows by resource, what it was asked, and an answer to give instead.

    `counts` says whether it tells a total, `skips` whether it takes $skip seriously.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    counts: bool = True
    skips: bool = True
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    instead: dict[str, Response] = field(default_factory=dict)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return Response("<html><h1>401</h1></html>", 401, media_type="text/html")
        try:
            resource, options = _asked(request)
            self.asked.append((resource, options))
            name, condition = _split(resource)
            if name in self.instead:
                return self.instead[name]
            if name not in self.rows:
                return failure(404, "8", f"Тип сущности '{name}' не найден")
            return JSONResponse(self._page(self.rows[name], condition, options))
        except Breach as breach:
            return failure(400, "14", str(breach))

    def of(self, name: str) -> list[dict[str, str]]:
        """The options of the questions for one resource."""
        return [options for resource, options in self.asked if resource.startswith(name)]

    def _page(self, rows: list[Row], condition: str, options: Mapping[str, str]) -> dict[str, Any]:
        chosen = [row for row in rows if _passes(row, condition) and _passes(row, options.get("$filter", ""))]
        for name in reversed(options["$orderby"].split(",")):
            chosen.sort(key=lambda row, name=name: str(_value(row, name)))
        start = int(options["$skip"]) if self.skips else 0
        page = chosen[start : start + int(options["$top"])]
        names = options["$select"].split(",")
        linked = set(options.get("$expand", "").split(","))
        answer = {
            "odata.metadata": f"{ROOT}$metadata",
            "value": [_selected(row, names, linked) for row in page],
        }
        return {**answer, "odata.count": str(len(chosen))} if self.counts else answer


def failure(status: int, code: str, words: str) -> Response:
    """A failure as 1C writes it."""
    message = {"lang": "ru", "value": words}
    return JSONResponse({"odata.error": {"code": code, "message": message}}, status)


def _asked(request: Request) -> tuple[str, dict[str, str]]:
    raw, query = request.scope["raw_path"].split(b"?")[0], request.scope["query_string"]
    if re.search(rb"[^!-~]|\+", raw + query):
        raise Breach("a name that is not encoded, or a plus for a space")
    path = unquote(raw.decode(), errors="strict")
    options = dict(pair.partition("=")[::2] for pair in query.decode().split("&"))
    options = {name: unquote(value, errors="strict") for name, value in options.items()}
    if not path.startswith(ROOT) or set(options) - _OPTIONS or "$orderby" not in options:
        raise Breach("the path, an option that is not known, or no stable order")
    if options.get("$format") != "json" or options.get("$inlinecount") != "allpages":
        raise Breach("$format or $inlinecount")
    return path.removeprefix(ROOT), options


def _split(resource: str) -> tuple[str, str]:
    found = _RESOURCE.fullmatch(resource)
    if found is None or _TABLES.get(found[1]) != found[3]:
        raise Breach("no such resource, or a virtual table without its parameters")
    return f"{found[1]}_{found[2]}", (found[4] or "").replace("''", "'")


def _selected(row: Row, names: list[str], linked: set[str]) -> Row:
    chosen: Row = {}
    for name in names:
        link, _, inner = name.partition("/")
        if inner and link not in linked:
            raise Breach(f"{link} is not expanded")
        value = _value(row, name)
        chosen[link] = {inner: value} if inner else value
    return chosen


def _value(row: Row, path: str) -> Any:
    found: Any = row
    for name in path.split("/"):
        if name not in found:
            raise Breach(f"no field {path}")
        found = found[name]
    return found


def _passes(row: Row, text: str) -> bool:
    if not text:
        return True
    tokens = list(_tokens(text))
    result = _either(row, tokens)
    if tokens:
        raise Breach(f"left over: {tokens}")
    return result


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Breach(f"not OData: {text[place:]}")
        yield found[0].strip()
        place = found.end()


def _either(row: Row, tokens: list[str]) -> bool:
    result = _both(row, tokens)
    while tokens[:1] == ["or"]:
        tokens.pop(0)
        result = _both(row, tokens) or result
    return result


def _both(row: Row, tokens: list[str]) -> bool:
    result = _comparison(row, tokens)
    while tokens[:1] == ["and"]:
        tokens.pop(0)
        result = _comparison(row, tokens) and result
    return result


def _comparison(row: Row, tokens: list[str]) -> bool:
    if tokens[:1] == ["("]:
        tokens.pop(0)
        result = _either(row, tokens)
        if tokens[:1] != [")"]:
            raise Breach("a parenthesis is open")
        tokens.pop(0)
        return result
    if len(tokens) < 3:
        raise Breach("cut off")
    name, operation, literal = (tokens.pop(0) for _ in range(3))
    value = _value(row, name)
    wanted = _literal(literal, name)
    if operation == "ge":
        return bool(value >= wanted)
    if operation not in {"eq", "ne"}:
        raise Breach(operation)
    return bool((value == wanted) == (operation == "eq"))


def _literal(text: str, name: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    kind, _, rest = text.partition("'")
    if (kind == "guid") != name.endswith("_Key"):
        raise Breach(f"{name} wants another literal than {text}")
    return rest[:-1].replace("''", "'")


def reference(number: int) -> str:
    """The reference of goods."""
    return f"33333333-0000-0000-0000-{number:012}"


def good(number: int, key: str, **keys: Any) -> Row:
    """An entry of the catalogue of goods."""
    return {
        "Ref_Key": reference(number),
        "Code": f"00-{number:08} ",
        "Артикул": key,
        "Description": f"Товар {number}",
        "IsFolder": False,
        "DeletionMark": False,
        **keys,
    }


def price(number: int, amount: Any, *, kind: str = RETAIL, variant: str = NO_REFERENCE) -> Row:
    """A row of the register of prices."""
    return {
        "Period": "2026-11-20T10:00:00",
        "Номенклатура_Key": reference(number),
        "Характеристика_Key": variant,
        "ВидЦены_Key": kind,
        "Цена": amount,
    }


def stock(number: int, count: Any, *, at: str = NORTH, variant: str = NO_REFERENCE, **keys: Any) -> Row:
    """A row of the register of stocks."""
    return {
        "Номенклатура_Key": reference(number),
        "Характеристика_Key": variant,
        "Склад_Key": at,
        "ВНаличииBalance": count,
        **keys,
    }


def order(number: str, at: str, **keys: Any) -> Row:
    """A document of an order, with what it tells of a person."""
    return {
        "Ref_Key": reference(sum(number.encode())),
        "Number": f"{number} ",
        "Date": at,
        "Posted": True,
        "Статус": "КОбеспечению",
        "СуммаДокумента": 100.5,
        "Комментарий": "Ivan, +70000000000",
        **keys,
    }


@dataclass
class MovingClock:
    """It moves when it is told to."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def forward(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
async def infobase(anyio_backend: str) -> AsyncIterator[Infobase]:
    side = Infobase()
    async with served(side.answer) as side.url:
        yield side


OpenedInfobase = Callable[..., AbstractAsyncContextManager[Odata1cSystem]]


@pytest.fixture
def opened_infobase(infobase: Infobase, monkeypatch: pytest.MonkeyPatch) -> OpenedInfobase:
    monkeypatch.setenv("ERP", PASSWORD)

    @asynccontextmanager
    async def open_system(
        meter: Counts | None = None, clock: Clock | None = None, **keys: Any
    ) -> AsyncIterator[Odata1cSystem]:
        keys = {
            "kind": "odata_1c",
            "base_url": f"{infobase.url}{ROOT}",
            "auth": {"kind": "basic", "user": USER, "password": "${ERP}"},
            "limits": {"retries": 0},
            "prices": {"price_type": RETAIL, "currency": "RUB"},
            "stocks": {},
            "orders": {"currency": "RUB"},
            **keys,
        }
        around = replace(surroundings("erp", meter), clock=clock or MovingClock())
        system = Odata1cSystem(Odata1cSettings.model_validate(keys), around)
        try:
            yield system
        finally:
            await system.aclose()

    return open_system
