"""The time zone of the machine that the tests run on."""

import os
import time
from collections.abc import Iterator

import pytest


@pytest.fixture(params=["UTC", "Asia/Vladivostok", "America/New_York"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same test on three machines."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()
