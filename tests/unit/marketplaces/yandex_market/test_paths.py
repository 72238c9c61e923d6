"""How often Yandex Market's calls are made."""

import pytest

from bizprobe.marketplaces.yandex_market import paths as yandex_market_paths
from bizprobe.marketplaces.yandex_market.paths import Endpoint, Group, Subscription, budgets

ENDPOINTS = [made for made in vars(yandex_market_paths).values() if isinstance(made, Endpoint)]


@pytest.mark.parametrize("subscription", Subscription)
def test_every_call_has_a_budget_that_its_longest_page_fits_in(subscription: Subscription) -> None:
    granted = {budget.group: budget for budget in budgets(subscription)}
    assert set(granted) == set(Group)
    assert [made.path for made in ENDPOINTS if made.cost > granted[made.group].burst] == []


@pytest.mark.parametrize(
    ("group", "seconds", "none", "medium"),
    [
        (Group.ORDERS, 3600, 10_000, 10_000),
        (Group.PRICES, 60, 5_000, 10_000),
        (Group.QUARANTINE, 60, 5_000, 10_000),
        (Group.STOCKS, 60, 500, 500),
        (Group.SHOP_STOCKS, 60, 100_000, 100_000),
        (Group.KEY, 3600, 100, 100),
        (Group.SHOPS, 3600, 1_000, 1_000),
    ],
)
def test_no_window_holds_more_than_is_allowed(group: Group, seconds: int, none: int, medium: int) -> None:
    for subscription, allowed in ((Subscription.NONE, none), (Subscription.MEDIUM, medium)):
        (budget,) = [granted for granted in budgets(subscription) if granted.group == group]
        assert budget.burst + budget.per_second * seconds == pytest.approx(allowed)


def test_only_a_budget_that_counts_rows_takes_a_page_for_more_than_one() -> None:
    assert {made.path: made.cost for made in ENDPOINTS if made.cost > 1} == {
        "/v2/businesses/{business}/offer-prices": 500,
        "/v2/campaigns/{campaign}/offers/stocks": 100,
    }


def test_nothing_at_yandex_market_is_changed() -> None:
    endings = ("/updates", "/update", "/confirm", "/status", "/create", "/delete")
    assert [made.path for made in ENDPOINTS if made.path.endswith(endings)] == []
