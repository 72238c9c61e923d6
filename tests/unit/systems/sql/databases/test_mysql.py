"""What a session with MariaDB or MySQL begins with, and what the server's errors mean."""

from zoneinfo import ZoneInfo

import pytest
from pymysql.err import OperationalError

from bizprobe.errors import ConnectionFailedError, QueryError, RemoteTimeoutError, UnauthorizedError
from bizprobe.systems.sql.databases.base import TimeLimits
from bizprobe.systems.sql.databases.mysql import MySql, session, zone_words

LIMITS = TimeLimits(connect=5, statement=2.5, lock=0.2)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Moscow", "+03:00"),
        ("UTC", "+00:00"),
        ("Asia/Kolkata", "+05:30"),
        ("America/Phoenix", "-07:00"),
        ("Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_zone_goes_by_its_name_only_where_the_clock_changes(zone: str, words: str) -> None:
    assert zone_words(ZoneInfo(zone)) == words


@pytest.mark.parametrize(
    ("server", "limit"),
    [
        ("5.5.5-10.11.19-MariaDB-0+deb12u1", "SET SESSION max_statement_time = 2.500"),
        ("8.4.3", "SET SESSION max_execution_time = 2500"),
    ],
)
def test_a_session_is_read_only_and_limited_as_its_server_wants(server: str, limit: str) -> None:
    assert list(session(server, LIMITS, ZoneInfo("Europe/Moscow"))) == [
        "SET SESSION TRANSACTION READ ONLY",
        limit,
        "SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1",
        "SET SESSION time_zone = '+03:00'",
    ]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OperationalError(3024, "Ivan"), RemoteTimeoutError, "statement_timeout (error 3024)"),
        (OperationalError(2013, "Lost connection, Ivan"), ConnectionFailedError, "no connection"),
        (OperationalError(1292, "Truncated: 'Ivan'"), QueryError, "refused the query (error 1292)"),
        (OperationalError(), ConnectionFailedError, "no connection"),
        (RuntimeError("'cryptography' package is required"), UnauthorizedError, "sslmode=verify-full"),
    ],
)
def test_what_the_driver_raises_becomes_a_reason_without_data(
    error: Exception, kind: type[Exception], words: str
) -> None:
    found = MySql().failure(error)
    assert type(found) is kind
    assert words in str(found)
    assert "Ivan" not in str(found)


def test_what_others_raise_is_left_to_others() -> None:
    assert MySql().failure(ValueError("x")) is None
