"""What every test may use."""

import os
import ssl
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# No test is about time: on a busy machine an example may take as long as it takes. The same examples each
# time, so that no landing depends on luck; `make explore` looks for new ones.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", UNTIMED, derandomize=True)
settings.register_profile("explore", UNTIMED, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, so that nothing is left to wait for at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """httpx reads its certificates anew for each client, 30 ms of work, and many tests poll with one."""
    made = ssl.create_default_context
    kept = cache(made)

    def context(*args: Any, **named: Any) -> ssl.SSLContext:
        # Without a file it is the product that asks, and may change what it gets.
        return (kept if named.get("cafile") else made)(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", context)
        yield


@pytest.fixture(params=["UTC", "Asia/Vladivostok", "America/New_York"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same test on three machines."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()
