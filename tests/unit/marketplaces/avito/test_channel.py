"""What Avito's settings take, what it offers, and how often it may be asked."""

from typing import Any

import pytest
from pydantic import ValidationError

from bizprobe.exchange.report import Exchange
from bizprobe.marketplaces.avito import KIND
from bizprobe.marketplaces.avito.channel import AvitoSettings
from bizprobe.marketplaces.avito.paths import Group, budgets
from bizprobe.settings.model import Offer
from tests.unit.remote.sides import surroundings

LEAST = {"kind": "avito", "client_id": "c1ient", "client_secret": "${AVITO_SECRET}"}


def test_little_needs_to_be_said() -> None:
    settings = AvitoSettings.model_validate(LEAST)
    assert settings.base_url == "https://api.avito.ru"
    assert (settings.open_period, settings.waiting_period) == (30 * 86400, 2 * 86400)
    assert settings.auth.path == "/token"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"client_id": "two words"}, ("client_id",)),
        ({"client_secret": "in the open"}, ("client_secret",)),
        ({"client_secret_file": "/run/secrets/avito"}, ()),
        ({"keys": "vin"}, ("keys",)),
        ({"waiting_period": "0s"}, ("waiting_period",)),
        ({"user_id": 94235311}, ("user_id",)),
    ],
)
def test_a_wrong_setting_is_refused_where_it_stands(changes: dict[str, Any], place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        AvitoSettings.model_validate({**LEAST, **changes})
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_it_offers_everything_and_reports_uploads_of_ads_only() -> None:
    settings = AvitoSettings.model_validate(LEAST)
    assert set(Offer) == settings.offers(surroundings().dealer)
    assert settings.reports() == {Exchange.ITEMS}


def test_everything_that_is_offered_can_be_asked_for() -> None:
    settings = AvitoSettings.model_validate(LEAST)
    channel = KIND.build(settings, surroundings())
    assert [offer for offer in settings.offers(surroundings().dealer) if not hasattr(channel, offer)] == []


def test_no_minute_holds_more_requests_than_avito_allows_wherever_it_begins() -> None:
    allowed = {Group.CALLS: 5, Group.ITEMS: 25, Group.ORDERS: 500, Group.STOCKS: 100}
    assert {budget.group: budget.burst + 60 * budget.per_second for budget in budgets()} == allowed


def test_a_read_of_calls_does_not_wait_for_its_last_page() -> None:
    assert min(budget.burst for budget in budgets()) >= 2
