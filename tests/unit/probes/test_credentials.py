"""What a credentials probe answers."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizprobe.errors import UnauthorizedError
from bizprobe.marketplaces.base import KeyState
from bizprobe.metrics.families.credential import CREDENTIAL_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.credentials import KIND, CredentialsSettings
from bizprobe.reading import Finding, FindingKind, Probe
from bizprobe.remote.account import Account
from bizprobe.settings.blocks import Problem
from bizprobe.settings.model import Offer, RequestLimits
from bizprobe.settings.settings import Dealer
from bizprobe.state.file import StateFile
from bizprobe.surroundings import Surroundings
from tests.unit.probes.flow.world import HOUR, MINUTE, NOON, PAGE_URL, HandClock, MarketSettings, values

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
BLOCK: dict[str, Any] = {"kind": "credentials", "channel": "ozon"}


@dataclass
class FakeKeyed:
    """A channel that knows this of its key."""

    state: KeyState | Exception

    async def key(self) -> KeyState:
        if isinstance(self.state, Exception):
            raise self.state
        return self.state


def dealer(**blocks: dict[str, Any]) -> Dealer:
    return Dealer(
        name="apteka",
        title="Apteka Plus",
        timezone=ZoneInfo("UTC"),
        channels={"ozon": MarketSettings(), "calls": MarketSettings(can=frozenset({Offer.ORDERS}))},
        probes={name: CredentialsSettings.model_validate(block) for name, block in blocks.items()},
    )


def probe(state: KeyState | Exception, **settings: Any) -> Probe:
    around = Surroundings(
        dealer=dealer(),
        name="ozon-key",
        clock=HandClock(),
        account=_no_account,
        state=StateFile(Path("/nowhere/state.db")),
        systems={},
        channels={"ozon": FakeKeyed(state)},  # type: ignore[dict-item]
        page_url=PAGE_URL,
    )
    return KIND.build(CredentialsSettings.model_validate({**BLOCK, **settings}), around)


def _no_account(limits: RequestLimits) -> Account:
    raise AssertionError("a credentials probe has no account of its own")


async def test_a_reading_holds_every_series_of_the_key() -> None:
    reading = await probe(KeyState(NOON + 90 * DAY)).run()
    assert values(reading) == {
        "credential_expiry_timestamp_seconds": (NOON + 90 * DAY).timestamp(),
        "credential_rights_missing": 0,
        'credential_life_limit_seconds{severity="warning"}': 14 * 86400,
        'credential_life_limit_seconds{severity="critical"}': 3 * 86400,
    }
    assert (reading.success, reading.findings) == (True, [])


async def test_a_key_that_lasts_has_no_expiry() -> None:
    reading = await probe(KeyState(None)).run()
    assert "credential_expiry_timestamp_seconds" not in values(reading)
    assert reading.success


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (14 * DAY, None),
        (14 * DAY - MINUTE, "expires in 13d23h, must have 14d left (warning)"),
        (2 * DAY + HOUR, "expires in 2d1h, must have 3d left (critical)"),
        (timedelta(0), "has expired, must have 3d left (critical)"),
        (-HOUR, "has expired, must have 3d left (critical)"),
    ],
)
async def test_a_key_must_have_life_left(left: timedelta, words: str | None) -> None:
    reading = await probe(KeyState(NOON + left)).run()
    assert reading.success is (words is None)
    shown = f"{NOON + left:%Y-%m-%d %H:%M} UTC"
    found = [Finding(FindingKind.CREDENTIAL_EXPIRES, "ozon", theirs=shown, note=words)] if words else []
    assert reading.findings == found


async def test_every_right_that_is_missing_is_named() -> None:
    reading = await probe(KeyState(None, ("/v5/product/info/prices", "/v4/product/info/stocks"))).run()
    assert values(reading)["credential_rights_missing"] == 2
    assert [(finding.kind, finding.subject) for finding in reading.findings] == [
        (FindingKind.CREDENTIAL_RIGHT_MISSING, "/v5/product/info/prices"),
        (FindingKind.CREDENTIAL_RIGHT_MISSING, "/v4/product/info/stocks"),
    ]
    assert not reading.success


async def test_a_key_that_is_refused_is_no_answer() -> None:
    with pytest.raises(UnauthorizedError):
        await probe(UnauthorizedError("wrong key", status=401)).run()


def test_the_key_is_known_from_the_configuration_alone() -> None:
    labels = ("apteka", "ozon", "ozon-key", PAGE_URL)
    assert probe(KeyState(None)).expected() == [Sample(CREDENTIAL_INFO, labels, 1)]


def test_a_key_has_one_probe_and_its_channel_must_know_it() -> None:
    home = dealer(one=BLOCK, two=BLOCK, three={**BLOCK, "channel": "calls"})
    assert list(home.probes["two"].problems(home)) == [
        Problem(("channel",), "the probe one already watches the key of ozon")
    ]
    assert list(home.probes["three"].problems(home)) == [
        Problem(("channel",), "the channel calls cannot say anything of its key")
    ]
