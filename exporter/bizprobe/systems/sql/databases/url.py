"""The address of a database: which kind it is, and whether its driver is there."""

from importlib import import_module
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bizprobe.systems.sql.databases.base import Database
from bizprobe.systems.sql.databases.mssql import MsSql
from bizprobe.systems.sql.databases.mysql import MySql
from bizprobe.systems.sql.databases.postgresql import PostgreSql
from bizprobe.systems.sql.databases.sqlite import Sqlite

KINDS: dict[str, type[Database]] = {kind.scheme: kind for kind in (PostgreSql, Sqlite, MySql, MsSql)}
_EXPECTED = "expected " + " or ".join(kind.example for kind in KINDS.values())


def check_url(text: str) -> str:
    """The address of a database. Raises ValueError, which never shows a password."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(_EXPECTED) from None
    if url.drivername not in KINDS or not url.database:
        raise ValueError(_EXPECTED)
    if url.password is not None:
        raise ValueError("a password does not belong in the address; use password_file")
    database = KINDS[url.drivername]()
    _check_options(url, text, database)
    _check_driver(database)
    return text


def database_of(text: str) -> Database:
    """The kind of database at an address that was checked."""
    return KINDS[make_url(text).drivername]()


def _check_options(url: URL, text: str, database: Database) -> None:
    known = database.options
    if set(url.query) - known or ("?" in text and not known):
        allowed = f"only {_listed(sorted(known))}" if known else "nothing"
        raise ValueError(f"after the question mark of a {url.drivername} address comes {allowed}")
    if (fault := database.fault(url)) is not None:
        raise ValueError(fault)


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _check_driver(database: Database) -> None:
    try:
        import_module(database.module)
    except ImportError as error:
        words = f"{database.title} needs a driver: pip install 'bizprobe[{database.extra}]' ({error})"
        raise ValueError(words) from None


DatabaseUrl = Annotated[
    str,
    AfterValidator(check_url),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({'|'.join(KINDS)})://",
            "examples": [kind.example for kind in KINDS.values()],
        }
    ),
]
"""The address of a database, without a password."""
