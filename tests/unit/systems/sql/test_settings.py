"""Settings of a database."""

import sys
from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.settings.model import Offer
from bizprobe.systems.sql.databases.base import Database
from bizprobe.systems.sql.databases.mssql import MsSql
from bizprobe.systems.sql.databases.mysql import MySql
from bizprobe.systems.sql.databases.postgresql import PostgreSql
from bizprobe.systems.sql.databases.sqlite import Sqlite
from bizprobe.systems.sql.settings import SqlSettings

URL = "postgresql://bizprobe@127.0.0.1:5432/shop"
QUERY = "SELECT number, placed_at FROM orders WHERE placed_at >= :since AND at::date > '10:30'"


def settings(**keys: Any) -> SqlSettings:
    """Good settings with other keys; None takes a key away."""
    merged = {"kind": "sql", "url": URL, "timezone": "Europe/Moscow", "orders": {"query": QUERY}, **keys}
    return SqlSettings.model_validate({key: value for key, value in merged.items() if value is not None})


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "postgresql:///shop?host=/var/run/postgresql",
        "postgresql://bizprobe@db.example.com/shop?sslmode=verify-full",
        "sqlite:////var/lib/shop/shop.db",
        "mysql://bizprobe@db.example.com/shop?sslmode=verify-full",
        "mysql://bizprobe@/shop?unix_socket=/run/mysqld/mysqld.sock",
    ],
)
def test_an_address_without_a_password_is_good(url: str) -> None:
    assert settings(url=url).url == url


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"url": "postgresql://ann:hush@h/shop"}, "a password does not belong in the address"),
        ({"url": "postgresql://ann@h/shop?password=hush"}, "comes only host and sslmode"),
        ({"url": "sqlite:////shop.db?mode=rwc"}, "comes nothing"),
        ({"url": "sqlite:////shop.db?"}, "comes nothing"),
        ({"url": "sqlite://"}, "expected postgresql://user@host:5432/database or sqlite:////path/to/file.db"),
        ({"url": "postgresql://ann@h"}, "expected postgresql://user@host:5432/database"),
        ({"url": "oracle://ann@h/shop"}, "expected postgresql://"),
        ({"url": "mysql://ann@h/shop?ssl=1"}, "comes only sslmode and unix_socket"),
        ({"url": "mysql://ann@h/shop?sslmode=maybe"}, "sslmode: expected disable, require, verify-full"),
        ({"url": "mysql://ann@h/shop", "timezone": None}, "MariaDB or MySQL keeps no time zones"),
        ({"url": "mssql://ann@h/shop?PWD=hush"}, "comes only Encrypt, TrustServerCertificate and driver"),
        ({"url": "postgresql+psycopg://ann@h/shop"}, "expected postgresql://"),
        ({"url": "the shop"}, "expected postgresql://"),
        ({"password": "${KEY}", "password_file": "/x"}, "expected either password or password_file"),
        ({"url": "sqlite:////shop.db", "password_file": "/x"}, "a SQLite file has no password"),
        ({"url": "sqlite:////shop.db", "timezone": None}, "SQLite keeps no time zones: say timezone"),
        (
            {
                "url": "sqlite:////shop.db",
                "timezone": None,
                "orders": {"query": QUERY, "time": "unix"},
                "open_orders": {"query": "SELECT 1"},
            },
            "SQLite keeps no time zones",
        ),
        ({"prices": {"query": "SELECT :since"}}, "':since' is not known here; there is :channel"),
        ({"orders": None}, "expected at least one of orders, open_orders, prices, stocks"),
        ({"orders": {"query": "SELECT :sinc"}}, "':sinc' is not known here; there is :channel, :since"),
        ({"open_orders": {"query": "SELECT :since"}}, "':since' is not known here; there is :channel"),
        ({"orders": {"query": QUERY, "since": "%H"}}, "with the year, the month and the day in it"),
    ],
)
def test_what_cannot_be_right_is_refused_without_showing_a_password(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(**keys)
    messages = " ".join(str(error.get("ctx", {}).get("error", "")) for error in caught.value.errors())
    assert words in messages
    assert "hush" not in messages


@pytest.mark.parametrize("module", ["aioodbc", "pyodbc"])
def test_a_driver_that_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.delitem(sys.modules, "aioodbc", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ValidationError, match=r"pip install 'bizprobe\[mssql\]'"):
        settings(url="mssql://ann@h/shop")


@pytest.mark.parametrize(
    "keys",
    [
        {"orders": {"query": QUERY, "time": "unix"}},
        {"orders": {"query": QUERY, "since": "unix_ms"}},
        {"orders": None, "prices": {"query": "SELECT 1"}},
        {"timezone": "UTC"},
    ],
)
def test_a_sqlite_file_says_its_zone_unless_it_needs_none(keys: dict[str, Any]) -> None:
    file = {"url": "sqlite:////shop.db", "timezone": None}
    assert settings(**{**file, **keys}).url == "sqlite:////shop.db"


def test_it_offers_what_it_has_queries_for() -> None:
    assert settings().offers() == {Offer.ORDERS}
    items = {"prices": {"query": "SELECT 1"}, "stocks": {"query": "SELECT 1"}}
    assert settings(**items).offers() == {Offer.ORDERS, Offer.PRICES, Offer.STOCKS}
    assert settings(orders=None, open_orders={"query": "SELECT 1"}).offers() == {Offer.OPEN_ORDERS}


@pytest.mark.parametrize(
    ("read", "database", "written"),
    [
        ({}, PostgreSql, None),
        ({}, Sqlite, "%Y-%m-%d %H:%M:%S"),
        ({}, MySql, "%Y-%m-%d %H:%M:%S"),
        ({}, MsSql, "%Y-%m-%dT%H:%M:%S"),
        ({"time": "unix"}, PostgreSql, "unix"),
        ({"time": "unix"}, Sqlite, "unix"),
        ({"time": "unix", "since": "iso"}, Sqlite, "iso"),
        ({"since": "unix_ms"}, PostgreSql, "unix_ms"),
    ],
)
def test_since_is_written_like_the_times_of_the_rows(
    read: dict[str, Any], database: type[Database], written: str | None
) -> None:
    orders = settings(orders={"query": QUERY, **read}).orders
    assert orders is not None
    found = orders.written_since(database.since)
    assert (found.text if found else None) == written
