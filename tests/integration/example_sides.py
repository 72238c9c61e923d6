"""Small servers in the shapes of the worked examples: each knows its key, its pages and what it holds."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

AT_ONCE = 2
"""Rows on a page, however many are asked for."""

_AGO = (50, 20, 5)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Reply = tuple[int, bytes]
REFUSED: Reply = (401, b"who are you?")


@dataclass
class Side:
    """What a server holds. `endless` says that there is always one more page."""

    answer: Callable[["Side", Asked], Reply]
    secrets: Mapping[str, str]
    orders: Sequence[Mapping[str, Any]]
    found: Mapping[str, Any]
    prices: Sequence[Mapping[str, Any]] = ()
    stocks: Sequence[Mapping[str, Any]] = ()
    endless: bool = False
    asked: list[Asked] = field(default_factory=list)

    def rows(self, of: Sequence[Mapping[str, Any]], start: int) -> tuple[list[Mapping[str, Any]], bool]:
        """A page of rows from number `start` on, and whether there are more."""
        if self.endless:
            row, names = of[0], ("id", "number", "sku", "order_no", "shipmentId")
            name = next(name for name in names if name in row)
            return [{**row, name: f"{start + n}"} for n in range(AT_ONCE)], True
        return list(of[start : start + AT_ONCE]), start + AT_ONCE < len(of)

    def total(self, of: Sequence[Mapping[str, Any]]) -> int:
        return 10**6 if self.endless else len(of)


def moments(zone: str = "UTC") -> list[datetime]:
    """When three orders were placed: within the hour, the oldest first."""
    now = datetime.now(UTC).replace(microsecond=0)
    return [(now - timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)) for minutes in _AGO]


def reply(tree: Any) -> Reply:
    return 200, json.dumps(tree).encode()


@contextmanager
def serving(side: Side) -> Iterator[str]:
    """The side on a port of the loopback interface."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            asked = Asked(self.command, parts.path, parts.query, headers, body)
            side.asked.append(asked)
            status, content = side.answer(side, asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the name that the base class looks for

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


def json_pages() -> Side:
    def answer(side: Side, asked: Asked) -> Reply:
        if asked.headers.get("x-api-token") != "hush-kupi":
            return REFUSED
        start = (int(asked.params["page"]) - 1) * AT_ONCE
        name, of = {"/v1/orders": ("orders", side.orders), "/v1/prices": ("items", side.prices)}[asked.path]
        return reply({name: side.rows(of, start)[0], "meta": {"total": side.total(of)}, "error": None})

    placed = [moment.isoformat() for moment in moments()]
    states, sums = ("PAID", "PICKING", "LOST"), (100, 99.9, "5.50")
    return Side(
        answer,
        {"kupi": "hush-kupi"},
        [
            {"id": number, "created": at, "state": state, "sum": amount}
            for number, at, state, amount in zip((7, 8, 9), placed, states, sums, strict=True)
        ],
        {
            "orders": [("7", "new", "100.00"), ("8", "assembling", "99.90"), ("9", "other", "5.50")],
            "prices": {"0557722": "100.2", "557722": "1", "c": "3.10"},
        },
        prices=[
            {"sku": "0557722", "price": 100.2, "currency": "RUB"},
            {"sku": 557722, "price": 1, "currency": "RUR"},
            {"sku": "c", "price": "3.10", "currency": "RUB"},
        ],
    )


def json_cursor() -> Side:
    def answer(side: Side, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != "Bearer hush-tavar":
            return REFUSED
        name = {"/v2/orders/list": "orders", "/v2/stocks/list": "items"}[asked.path]
        of = side.orders if name == "orders" else side.stocks
        start = int(asked.json.get("cursor", "c0")[1:])
        rows, more = side.rows(of, start)
        return reply({"result": {name: rows, "has_next": more, "cursor": f"c{start + AT_ONCE}"}})

    placed = [int(moment.timestamp() * 1000) for moment in moments()]
    deliveries, prices = ("waiting", "packing", "shipped"), (9990, 100, 1)
    return Side(
        answer,
        {"tavar": "hush-tavar"},
        [
            {"number": number, "created_ms": at, "state": "paid", "delivery": delivery, "price": price}
            for number, at, delivery, price in zip("123", placed, deliveries, prices, strict=True)
        ],
        {
            "orders": [("1", "new", "99.90"), ("2", "assembling", "1.00"), ("3", "handed_over", "0.01")],
            "stocks": {"a": 5, "b": 0, "c": 12000},
        },
        stocks=[
            {"offer_id": "a", "free": 5},
            {"offer_id": "b", "free": 0},
            {"offer_id": "c", "free": 12000},
        ],
    )


def xml() -> Side:
    def document(text: str) -> Reply:
        return 200, f'<?xml version="1.0" encoding="windows-1251"?>{text}'.encode("windows-1251")

    def answer(side: Side, asked: Asked) -> Reply:
        if asked.params.get("key") != "hush-bazar":
            return REFUSED
        if asked.path == "/export/prices.xml":
            offers = "".join(f'<offer article="{row["sku"]}" price="{row["price"]}"/>' for row in side.prices)
            return document(f'<prices count="{side.total(side.prices)}">{offers}</prices>')
        rows, more = side.rows(side.orders, int(asked.params["page"]) * AT_ONCE)
        orders = "".join(
            f'<order id="{row["id"]}"><date>{row["date"]}</date><state>{row["state"]}</state>'
            f'<total currency="RUR">{row["total"]}</total></order>'
            for row in rows
        )
        last = "no" if more else "yes"
        return document(f'<response><page last="{last}"/><orders>{orders}</orders></response>')

    placed = [f"{moment:%d.%m.%Y %H:%M}" for moment in moments("Europe/Samara")]
    states, totals = ("Новый", "Собирается", "Потерян"), ("100,20", "1", "0,05")
    return Side(
        answer,
        {"bazar": "hush-bazar"},
        [
            {"id": number, "date": at, "state": state, "total": total}
            for number, at, state, total in zip("123", placed, states, totals, strict=True)
        ],
        {
            "orders": [("1", "new", "100.20"), ("2", "assembling", "1.00"), ("3", "other", "0.05")],
            "prices": {"АРТ-1": "1100.20"},
        },
        prices=[{"sku": "АРТ-1", "price": "1 100,20"}],
    )


def basic_auth() -> Side:
    expected = "Basic " + base64.b64encode(b"seller:hush-dom").decode()

    def answer(side: Side, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != expected:
            return REFUSED
        of = side.orders if asked.path == "/api/orders" else side.stocks
        return reply({"total": side.total(of), "data": side.rows(of, int(asked.params["offset"]))[0]})

    placed = [moment.strftime("%Y-%m-%dT%H:%M:%S") for moment in moments("Europe/Moscow")]
    return Side(
        answer,
        {"dom": "hush-dom"},
        [
            {"order_no": number, "at": at, "status": status, "amount": "5", "currency": "KZT"}
            for number, at, status in zip("123", placed, ("confirmed", "shipped", "new"), strict=True)
        ],
        {
            "orders": [("1", "new", "5.00"), ("2", "handed_over", "5.00"), ("3", "new", "5.00")],
            "stocks": {"a": 1, "b": 2, "c": 3},
        },
        stocks=[{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": "2"}, {"sku": "c", "quantity": 3}],
    )


def signed() -> Side:
    seen: set[str] = set()

    def is_right(asked: Asked) -> bool:
        moment, nonce = asked.headers.get("x-time", "0"), asked.headers.get("x-nonce", "")
        digest, path = hashlib.sha256(asked.body).hexdigest(), asked.path.removeprefix("/open")
        message = "\n".join([asked.method, path, asked.query, moment, nonce, digest])
        signature = hmac.new(b"hush-signet", message.encode(), hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(moment)) < 60 and nonce not in seen
        seen.add(nonce)
        return fresh and (asked.headers.get("x-key"), asked.headers["x-signature"]) == ("12345", signature)

    def answer(side: Side, asked: Asked) -> Reply:
        if not is_right(asked):
            return REFUSED
        if asked.path == "/open/prices":
            of, name, token = side.prices, "prices", asked.json.get("token", "0")
        else:
            of, name, token = side.orders, "orders", asked.params.get("token", "0")
        rows, more = side.rows(of, int(token))
        return reply({name: rows, "next": str(int(token) + AT_ONCE) if more else None})

    return Side(
        answer,
        {"signet": "hush-signet"},
        [
            {"id": number, "time": int(moment.timestamp()), "status": "created", "amount": 1.5}
            for number, moment in zip("123", moments(), strict=True)
        ],
        {
            "orders": [("1", "new", "1.50"), ("2", "new", "1.50"), ("3", "new", "1.50")],
            "prices": {"a": "1", "b": "2", "c": "3"},
        },
        prices=[{"sku": "a", "price": 1}, {"sku": "b", "price": 2}, {"sku": "c", "price": 3}],
    )


def auto_ru() -> Side:
    def answer(side: Side, asked: Asked) -> Reply:
        if asked.headers.get("x-authorization") != "hush-auto":
            return REFUSED
        if asked.path == "/1.0/auth/login":
            known = asked.json == {"login": "dealer@example.com", "password": "hush-password"}
            return reply({"session": {"id": "hush-session"}}) if known else REFUSED
        if asked.headers.get("x-session-id") != "hush-session" or asked.headers.get("x-dealer-id") != "20101":
            return REFUSED
        rows, _ = side.rows(side.orders, (int(asked.params["page"]) - 1) * AT_ONCE)
        return reply({"calls": rows, "pagination": {"total": side.total(side.orders)}})

    return Side(
        answer,
        {"auto-ru": "hush-auto", "auto-ru-password": "hush-password"},
        [
            {"id": number, "time": moment.isoformat(), "result": result}
            for number, moment, result in zip("123", moments(), ("ANSWERED", "MISSED", "BUSY"), strict=True)
        ],
        {"orders": [("1", "delivered", None), ("2", "new", None), ("3", "other", None)]},
    )


def megamarket() -> Side:
    def answer(side: Side, asked: Asked) -> Reply:
        data = asked.json["data"]
        if data.get("token") != "hush-mega":
            return reply({"success": 0, "meta": {}, "data": None, "error": {"message": "wrong token"}})
        if asked.path.endswith("/order/search"):
            assert data["dateFrom"] < data["dateTo"]
            rows = (
                [str(n) for n in range(1000)] if side.endless else [row["shipmentId"] for row in side.orders]
            )
            return reply({"success": 1, "meta": {}, "data": {"shipments": rows}})
        found = [row for row in side.orders if row["shipmentId"] in data["shipments"]]
        return reply({"success": 1, "meta": {}, "data": {"shipments": found}})

    statuses = ("NEW", "CONFIRMED", "CUSTOMER_CANCELED")
    return Side(
        answer,
        {"megamarket": "hush-mega"},
        [
            {
                "shipmentId": number,
                "creationDate": moment.isoformat(),
                "items": [
                    {"offerId": "0557722", "price": 100.5, "quantity": 1, "status": status},
                    {"offerId": "delivery", "price": 99, "quantity": 1, "status": status},
                ],
            }
            for number, moment, status in zip("123", moments(), statuses, strict=True)
        ],
        {"orders": [("1", "new", None), ("2", "assembling", None), ("3", "cancelled_by_buyer", None)]},
    )


SIDES: dict[str, Callable[[], Side]] = {
    "json-pages": json_pages,
    "json-cursor": json_cursor,
    "xml": xml,
    "basic-auth": basic_auth,
    "signed": signed,
    "megamarket": megamarket,
    "auto-ru": auto_ru,
}
"""By the name of the example."""
