"""What a credentials probe answers."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizprobe.engine.effective import effective
from bizprobe.errors import UnauthorizedError
from bizprobe.marketplaces.base import KeyState
from bizprobe.metrics.families.credential import CREDENTIAL_INFO
from bizprobe.metrics.family import Sample
from bizprobe.probes.credentials import KIND, CredentialsSettings
from bizprobe.probes.flow.settings import FlowSettings
from bizprobe.probes.prices import PricesSettings
from bizprobe.reading import Finding, FindingKind, Probe
from bizprobe.remote.account import Account
from bizprobe.settings.blocks import ProbeSettings, Problem
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


def dealer(*others: ProbeSettings, **blocks: dict[str, Any]) -> Dealer:
    keyed = MarketSettings(can=frozenset(Offer) - {Offer.CALLS})
    probes: dict[str, ProbeSettings] = {f"other-{number}": other for number, other in enumerate(others)}
    return Dealer(
        name="apteka",
        title="Apteka Plus",
        timezone=ZoneInfo("UTC"),
        channels={"ozon": keyed, "calls": MarketSettings(can=frozenset({Offer.ORDERS}))},
        probes=probes | {name: CredentialsSettings.model_validate(block) for name, block in blocks.items()},
    )


def probe(state: KeyState | Exception, *others: ProbeSettings, **settings: Any) -> Probe:
    around = Surroundings(
        dealer=dealer(*others),
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


LACKS = KeyState(
    None,
    {
        Offer.PRICES: ("catalogue", "prices"),
        Offer.STOCKS: ("catalogue",),
        Offer.ORDERS: ("orders",),
        Offer.OPEN_ORDERS: ("waiting",),
    },
)
PRICES = PricesSettings.model_validate({"kind": "prices", "channel": "ozon", "system": "erp"})
FLOW = FlowSettings.model_validate({"kind": "flow", "channel": "ozon"})


async def test_every_right_that_is_missing_is_named_once_with_what_needs_it() -> None:
    reading = await probe(LACKS, needs=["stocks", "prices"]).run()
    assert values(reading)["credential_rights_missing"] == 2
    assert reading.findings == [
        Finding(kind, subject, note=f"the key lacks this right; needed for {needs}")
        for kind, subject, needs in [
            (FindingKind.CREDENTIAL_RIGHT_MISSING, "catalogue", "prices, stocks"),
            (FindingKind.CREDENTIAL_RIGHT_MISSING, "prices", "prices"),
        ]
    ]
    assert not reading.success


@pytest.mark.parametrize(
    ("others", "needs", "missing"),
    [
        ([], None, []),
        ([FLOW], None, ["orders"]),
        ([FLOW.model_copy(update={"open_orders": {}})], None, ["waiting", "orders"]),
        ([FLOW, PRICES], None, ["orders", "catalogue", "prices"]),
        ([FLOW.model_copy(update={"channel": "calls"})], None, []),
        ([FLOW, PRICES], ["stocks"], ["catalogue"]),
        ([FLOW, PRICES], [], []),
    ],
)
async def test_a_right_matters_where_a_probe_of_the_channel_needs_it(
    others: list[ProbeSettings], needs: list[str] | None, missing: list[str]
) -> None:
    reading = await probe(LACKS, *others, needs=needs).run()
    assert [finding.subject for finding in reading.findings] == missing
    assert reading.success is not bool(missing)


def test_a_probe_that_comes_or_goes_changes_what_the_key_must_be_good_for() -> None:
    alone, beside_flow = dealer(key=BLOCK), dealer(FLOW, key=BLOCK)
    assert effective(alone, alone.probes["key"]) != effective(beside_flow, beside_flow.probes["key"])
    own_words = {**BLOCK, "needs": ["prices"]}
    alone, beside_flow = dealer(key=own_words), dealer(FLOW, key=own_words)
    assert effective(alone, alone.probes["key"]) == effective(beside_flow, beside_flow.probes["key"])


def test_only_what_the_channel_offers_can_be_needed() -> None:
    home = dealer(key={**BLOCK, "needs": ["orders", "calls"]})
    assert list(home.probes["key"].problems(home)) == [
        Problem(("needs", 1), "the channel ozon does not offer calls")
    ]


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
