"""How a database is reached: read-only, with time limits that the server itself enforces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, WithJsonSchema
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bizprobe.settings.secret import Secret

POSTGRESQL = "postgresql"
SQLITE = "sqlite"

_EXPECTED = "expected postgresql://user@host:5432/database or sqlite:////path/to/file.db"
_OPTIONS = {POSTGRESQL: {"sslmode", "host"}, SQLITE: set[str]()}


def check_url(text: str) -> str:
    """The address of a database. Raises ValueError, which never shows a password."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(_EXPECTED) from None
    if url.drivername not in _OPTIONS or not url.database:
        raise ValueError(_EXPECTED)
    if url.password is not None:
        raise ValueError("a password does not belong in the address; use password_file")
    options = _OPTIONS[url.drivername]
    if set(url.query) - options or ("?" in text and not options):
        allowed = f"only {' and '.join(sorted(options))}" if options else "nothing"
        raise ValueError(f"after the question mark of a {url.drivername} address comes {allowed}")
    return text


DatabaseUrl = Annotated[
    str,
    AfterValidator(check_url),
    WithJsonSchema({"type": "string", "pattern": "^(postgresql|sqlite)://", "examples": [_EXPECTED[9:]]}),
]
"""The address of a PostgreSQL or SQLite database, without a password."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds: for a connection, for one exchange with the server, for a lock."""

    connect: float
    statement: float
    lock: float


def dialect(url: str) -> str:
    """`postgresql` or `sqlite`."""
    return make_url(url).drivername


def open_engine(url: str, password: Secret | None, limits: TimeLimits, zone: ZoneInfo) -> AsyncEngine:
    """An engine that connects anew for each query and reads the password each time.

    PostgreSQL takes times without a zone to be in `zone`.
    """
    parts = make_url(url)
    if parts.drivername == SQLITE:
        return create_async_engine(_sqlite_address(parts), poolclass=NullPool)
    engine = create_async_engine(
        _postgresql_address(parts),
        poolclass=NullPool,
        connect_args={"timeout": limits.connect, "server_settings": _server_settings(limits, zone)},
        execution_options={"postgresql_readonly": True},
        hide_parameters=True,
    )
    if password is not None:
        secret = password

        @event.listens_for(engine.sync_engine, "do_connect")
        def add_password(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
            options["password"] = secret.reveal()

    return engine


def _sqlite_address(url: URL) -> URL:
    return URL.create(
        "sqlite+aiosqlite",
        database=f"file:{quote(url.database or '')}",
        query={"mode": "ro", "uri": "true"},
    )


def _postgresql_address(url: URL) -> URL:
    query = {"ssl" if key == "sslmode" else key: value for key, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _server_settings(limits: TimeLimits, zone: ZoneInfo) -> Mapping[str, str]:
    statement = f"{limits.statement * 1000:.0f}"
    return {
        "application_name": "bizprobe",
        "statement_timeout": statement,
        "lock_timeout": f"{limits.lock * 1000:.0f}",
        "idle_in_transaction_session_timeout": statement,
        "TimeZone": zone.key,
    }
