"""The configuration says which channels there are, and at which marketplace."""

from typing import Any, ClassVar, Literal, cast

import pytest
import yaml

from bizprobe.catalogue import find_kinds
from bizprobe.engine.about import account_samples, channel_samples
from bizprobe.engine.build import Remote
from bizprobe.remote.allowance import Owner
from bizprobe.remote.budget import Budget
from bizprobe.settings.blocks import ChannelSettings
from bizprobe.settings.load import parse_settings
from bizprobe.settings.settings import Settings
from tests.unit.rules.rulebook import ROOT

ORDERS = "orders: {path: /, rows: rows, fields: {number: id, placed_at: at}}"
CHANNELS = f"""
dealers:
  apteka:
    timezone: Europe/Moscow
    systems:
      books: {{kind: http_json, base_url: "https://books.example.com", {ORDERS}}}
    channels:
      ozon: {{kind: ozon, title: Ozon, client_id: "1", api_key: "${{KEY}}"}}
      express: {{kind: ozon, client_id: "2", api_key: "${{KEY}}"}}
      kupi: {{kind: rest, base_url: "https://kupi.example.com", marketplace: kupi, {ORDERS}}}
      other: {{kind: rest, base_url: "https://other.example.com", {ORDERS}}}
      folder: {{kind: files, marketplace: zdorov, url: "file:///in", orders: {{files: "*.xml", rows: order,
        format: {{kind: xml}}, fields: {{number: id, placed_at: at}}}}}}
      shop: {{kind: own, system: books}}
"""


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("KEY", "hush")
    return parse_settings(CHANNELS, find_kinds())


def test_every_channel_is_shown_with_its_marketplace_by_the_word_that_all_dealers_use(
    settings: Settings,
) -> None:
    assert [sample.labels for sample in channel_samples(settings)] == [
        ("apteka", "ozon", "ozon", "false", "Ozon"),
        ("apteka", "express", "ozon", "false", ""),
        ("apteka", "kupi", "kupi", "false", ""),
        ("apteka", "other", "", "false", ""),
        ("apteka", "folder", "zdorov", "false", ""),
        ("apteka", "shop", "", "true", ""),
    ]


def test_every_channel_and_system_with_a_budget_is_shown_with_the_account_that_it_asks_with() -> None:
    def asking(account: str, side: str, *budgets: Budget) -> Remote:
        return Remote(cast(Any, None), Owner("apteka", account, side), {}, budgets)

    budget = Budget("all", 50, 50)
    remotes = {
        ("apteka", "channels", "ozon"): asking("ozon-main", "channel", budget),
        ("apteka", "channels", "express"): asking("ozon-main", "channel", budget),
        ("apteka", "systems", "erp"): asking("erp", "ours", budget),
        ("apteka", "systems", "crm"): asking("crm", "ours"),
    }
    assert [sample.labels for sample in account_samples(remotes)] == [
        ("apteka", "ozon-main", "channel", "ozon", ""),
        ("apteka", "ozon-main", "channel", "express", ""),
        ("apteka", "erp", "ours", "", "erp"),
    ]


def test_a_marketplace_of_a_third_party_is_called_as_its_kind_is() -> None:
    class LavkaSettings(ChannelSettings):
        kind: Literal["lavka"]
        one_marketplace: ClassVar[bool] = True

    assert LavkaSettings.model_validate({"kind": "lavka"}).sells_at() == "lavka"


def test_the_escalation_map_knows_our_marketplaces_by_the_same_words() -> None:
    kinds = find_kinds().channels.values()
    words: set[Any] = {kind.name for kind in kinds if kind.settings.one_marketplace}
    assert words == {"ozon", "wildberries", "yandex_market", "avito"}
    chart = yaml.safe_load((ROOT / "alertmanager" / "escalation.yml").read_text())
    assert words <= chart["marketplaces"].keys()
