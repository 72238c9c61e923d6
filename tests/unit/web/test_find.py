from typing import Any

import pytest

from bizprobe.web.find import NoSuchProbeError, find_by_name, find_probe


@pytest.fixture
def watches(made: Any) -> dict[tuple[str, str], Any]:
    keys = [("apteka", "ozon-orders"), ("apteka", "leads"), ("avtomir", "leads")]
    return {key: made.watch(key[1], key[0]) for key in keys}


def test_a_probe_is_found_by_dealer_and_name(watches: Any) -> None:
    assert find_probe(watches, "avtomir", "leads").key == ("avtomir", "leads")


def test_a_name_that_only_one_dealer_has_is_enough(watches: Any) -> None:
    assert find_by_name(watches, "ozon-orders").key == ("apteka", "ozon-orders")


def test_a_name_that_several_dealers_have_lists_them(watches: Any) -> None:
    with pytest.raises(NoSuchProbeError, match="2 dealers have a probe leads") as caught:
        find_by_name(watches, "leads")
    assert caught.value.meant == [("apteka", "leads"), ("avtomir", "leads")]


def test_a_misspelt_name_offers_the_nearest(watches: Any) -> None:
    for dealer, probe in (("apteka", "ozon-order"), ("aptika", "ozon-orders")):
        with pytest.raises(NoSuchProbeError, match=f"no probe {dealer}/{probe}") as caught:
            find_probe(watches, dealer, probe)
        assert caught.value.meant == [("apteka", "ozon-orders")]
    with pytest.raises(NoSuchProbeError) as caught:
        find_by_name(watches, "ozonorders")
    assert caught.value.meant == [("apteka", "ozon-orders")]
