"""The configuration that watches the town."""

from pathlib import Path

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.sandbox.book import BOOK, Entry, entries_of
from bizprobe.sandbox.town.config import town_config
from bizprobe.sandbox.town.settled import dealers
from bizprobe.settings.load import parse_settings
from bizprobe.settings.settings import Settings

URL = "http://127.0.0.1:9800"
FOLDER = Path("/town")


@pytest.fixture(scope="module")
def settings() -> Settings:
    return parse_settings(town_config(BOOK, FOLDER, URL), find_kinds())


def test_it_is_good_and_has_a_dealer_for_each_entry(settings: Settings) -> None:
    assert list(settings.dealers) == [entry.dealer for entry in BOOK]


@pytest.mark.parametrize("entry", BOOK, ids=lambda entry: entry.dealer)
def test_a_dealer_has_the_channels_and_the_probes_that_the_entry_asks_for(
    settings: Settings, entry: Entry
) -> None:
    dealer = settings.dealers[entry.dealer]
    kinds = {probe.kind for probe in dealer.probes.values()}
    watched = {probe.channel for probe in dealer.probes.values() if probe.kind == "flow"}
    assert kinds == set(entry.asks)
    assert watched == {place.name for place in entry.channels}


@pytest.mark.parametrize("entry", BOOK, ids=lambda entry: entry.dealer)
def test_the_channels_of_the_town_are_the_dealers_own(entry: Entry) -> None:
    assert {place.dealer for place in dealers(BOOK)[entry.dealer]} == {entry.dealer}


def test_every_dealer_has_addresses_and_keys_of_its_own() -> None:
    text = town_config(entries_of(["locked"]), FOLDER, URL)
    assert f"{URL}/locked-at-shop/ryadom" in text
    assert "/town/locked-at-shop/secrets/ryadom" in text
    assert "sqlite:////town/locked-at-shop/shop.db" in text
    assert "sandbox.invalid" not in text
    assert " /sandbox/" not in text
