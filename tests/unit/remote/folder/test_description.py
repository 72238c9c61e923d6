"""Which files of a folder hold what."""

import pytest

from bizprobe.remote.folder.description import FolderDescription

FIELDS = {"number": "number", "placed_at": "date"}


@pytest.mark.parametrize(("fields", "told"), [(FIELDS, False), ({**FIELDS, "status": "state"}, True)])
def test_orders_come_with_a_status_where_a_field_is_named(fields: dict[str, str], told: bool) -> None:
    folder = FolderDescription.model_validate(
        {
            "url": "file:///exchange",
            "orders": {"files": "orders_*.csv", "format": {"kind": "csv"}, "rows": "@", "fields": fields},
        }
    )
    assert folder.tells_statuses() is told
