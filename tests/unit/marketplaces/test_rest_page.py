"""What the page on `rest` shows works."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bizprobe.marketplaces.rest import RestSettings
from bizprobe.remote.described import build_request
from bizprobe.remote.template import Question
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import MOSCOW, NOON, surroundings

PAGE = (Path(__file__).parents[3] / "docs/how-to/rest.md").read_text()
CHANNELS: dict[str, Any] = {
    name: block
    for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for name, block in yaml.safe_load(text)["channels"].items()
}


def test_the_page_has_its_channels() -> None:
    assert set(CHANNELS) == {"example", "signet", "wildberries", "avito"}


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_on_the_page_can_be_asked(name: str) -> None:
    settings = RestSettings.model_validate(CHANNELS[name])
    assert Offer.ORDERS in settings.offers(surroundings().dealer)
    assert settings.orders is not None
    question = Question(settings.orders.paging.start(), name, MOSCOW, NOON)
    request = build_request(settings.base_url, settings.orders, question)
    assert any(
        "2026-11-22" in text or "1795348800" in text for text in (str(request.params), str(request.json))
    )
