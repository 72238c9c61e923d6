"""What went wrong with a database, as one of our errors. Never shows an address, a password or a row."""

from bizprobe.errors import ProbeError, QueryError
from bizprobe.remote.failures import causes
from bizprobe.systems.sql.databases.base import Database
from bizprobe.systems.sql.databases.transport import transport_failure


def database_failure(database: Database, error: BaseException) -> ProbeError:
    """The error for whatever a driver raised."""
    for cause in causes(error):
        known = database.failure(cause) or transport_failure(cause)
        if known is not None:
            return known
    return QueryError(f"the database driver failed: {type(error).__name__}")
