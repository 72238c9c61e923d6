"""What will be asked, held against what is granted."""

from pathlib import Path

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.engine.build import Workshop
from bizprobe.engine.plan import Outlook, Rows, outlook
from bizprobe.engine.roster import close
from bizprobe.remote.http_accounts import HttpAccounts
from bizprobe.settings.load import parse_settings
from bizprobe.settings.model import Offer
from bizprobe.state.file import StateFile
from tests.unit.remote.sides import StillClock

pytestmark = pytest.mark.anyio

FILE = """
dealers:
  coats:
    timezone: Europe/Moscow
    systems:
      erp: {kind: feed, url: "http://127.0.0.1:9/yml.xml", format: yml, prices: {currency: RUB}, stocks: {}}
    channels:
      wb: {kind: wildberries, token: "${KEY}", warehouses: [507, 508]}
      ozon: {kind: ozon, client_id: "1", api_key: "${KEY}", account: one}
      more: {kind: ozon, client_id: "1", api_key: "${KEY}", account: one}
      shop: {kind: own, system: erp}
    probes:
      wb-prices: {kind: prices, channel: wb, system: erp, every: 1h, timeout: 5m}
      wb-stocks: {kind: stocks, channel: wb, system: erp, every: 1h, timeout: 5m}
      wb-key: {kind: credentials, channel: wb}
      ozon-orders: {kind: flow, channel: ozon, every: 1m}
      more-key: {kind: credentials, channel: more, every: 30m}
"""


async def plan(tmp_path: Path, text: str = FILE, rows: int = 1000) -> Outlook:
    state, clock, kinds = StateFile(tmp_path / "state.db"), StillClock(), find_kinds()
    works = await Workshop(kinds, clock, state, HttpAccounts(clock, state)).build(parse_settings(text, kinds))
    try:
        return outlook(works, lambda dealer, channel, offer: Rows(rows, "given"))
    finally:
        await close(works.remotes.values())
        await state.aclose()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hush")


def spent(found: Outlook) -> dict[tuple[str, str], float]:
    return {(part.owner.remote, part.group): part.per_hour for part in found.spendings}


async def test_what_all_probes_take_from_an_account_is_added_up(tmp_path: Path) -> None:
    found = await plan(tmp_path)
    # Ozon: eleven pages of a hundred orders each minute, and the key. Wildberries: the quarantine, the cards
    # and the page that ends them; the same cards for the stocks, and their stocks in two warehouses.
    assert spent(found) == {("one", "all"): 11 * 60 + 2, ("wb", "marketplace"): 2, ("wb", "prices"): 3 + 2}
    assert found.fits


@pytest.mark.parametrize(
    ("rows", "fitting", "late"),
    [
        (1000, True, set()),
        (2000, False, set()),
        (3000, False, {"wb-prices"}),
        (4000, False, {"wb-prices", "wb-stocks"}),
    ],
)
async def test_a_basic_token_has_four_price_requests_an_hour(
    tmp_path: Path, rows: int, fitting: bool, late: set[str]
) -> None:
    found = await plan(tmp_path, FILE.replace("warehouses", "token_kind: basic, warehouses"), rows)
    # A list of cards for stocks serves for six hours.
    assert spent(found)["wb", "prices"] == pytest.approx(2 + rows / 1000 + (1 + rows / 1000) / 6)
    assert {turn.questions[0].probe.name for turn in found.turns if not turn.fits} == late
    assert found.fits == fitting


async def test_a_run_lasts_as_long_as_its_budget_makes_it(tmp_path: Path) -> None:
    found = await plan(tmp_path, rows=12_000)
    (turn,) = [turn for turn in found.turns if turn.questions[0].probe.name == "wb-prices"]
    assert turn.lasts == pytest.approx((14 - 4) * 0.6)


async def test_a_read_that_costs_nothing_is_no_riddle_but_a_channel_without_a_plan_is(tmp_path: Path) -> None:
    feed = 'erp2: {kind: feed, url: "http://127.0.0.1:9/2", format: yml, prices: {currency: RUB}}'
    text = FILE + "      shop-prices: {kind: prices, channel: shop, system: erp2}\n"
    text = text.replace("    channels:", f"      {feed}\n    channels:")
    found = await plan(tmp_path, text)
    assert [built.name for built in found.unplanned] == ["shop-prices"]
    asked = {(question.probe.name, question.offer) for turn in found.turns for question in turn.questions}
    assert ("wb-key", Offer.KEY) not in asked
    assert ("more-key", Offer.KEY) in asked
