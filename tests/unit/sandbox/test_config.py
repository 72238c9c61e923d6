from pathlib import Path

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.probes.flow.settings import FlowSettings
from bizprobe.sandbox.config import config_text, write_config
from bizprobe.sandbox.places import BOOK, CHANNELS, Role, settled
from bizprobe.settings.load import parse_settings

URL = "http://127.0.0.1:9800"


def test_the_configuration_is_good_and_watches_every_channel(tmp_path: Path) -> None:
    settings = parse_settings(config_text(tmp_path, URL), find_kinds())
    watched = {
        (dealer.name, probe.channel)
        for dealer in settings.dealers.values()
        for probe in dealer.probes.values()
        if isinstance(probe, FlowSettings)
    }
    assert watched == {(place.dealer, place.name) for place in CHANNELS}
    assert BOOK in settings.dealers["demo"].systems


def test_every_address_and_every_path_is_that_of_the_sandbox(tmp_path: Path) -> None:
    text = config_text(tmp_path, URL)
    assert "sandbox.invalid" not in text
    assert " /sandbox/" not in text
    assert f"url: sqlite:///{tmp_path}/shop.db" in text
    assert f"token_file: {tmp_path}/secrets/{BOOK}" in text


def test_the_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = write_config(Path("world"), URL)
    again = write_config(Path("world"), "http://127.0.0.1:9801")
    assert first == again == tmp_path / "world" / "bizprobe.yml"
    assert "http://127.0.0.1:9801/ozon" in again.read_text()
    assert URL not in again.read_text()
    assert [file.name for file in again.parent.iterdir()] == ["bizprobe.yml"]


def test_a_larger_world_has_further_marketplaces_and_is_compared_less_often(tmp_path: Path) -> None:
    channels = settled(24)
    settings = parse_settings(config_text(tmp_path, URL, channels, 12_000), find_kinds())
    demo = settings.dealers["demo"]
    assert sum(place.role is Role.MARKETPLACE for place in channels) == 24
    assert {place.name for place in channels if place.dealer == "demo"} <= set(demo.channels)
    for what in ("orders", "prices", "stocks"):
        assert f"m17-{what}" in demo.probes
    usual = parse_settings(config_text(tmp_path, URL), find_kinds()).dealers["demo"].probes
    assert demo.probes["m01-prices"].every > usual["ozon-prices"].every
    assert demo.probes["m01-orders"].every == usual["ozon-orders"].every
    assert "http://127.0.0.1:9800/m17" in config_text(tmp_path, URL, channels)
