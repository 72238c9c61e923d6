import pytest

from bizprobe.metrics.family import Family, Kind

ORDERS = Family("bizprobe_orders_total", Kind.COUNTER, "Orders.", ("dealer", "channel"))


def test_a_sample_holds_its_labels_in_declared_order() -> None:
    assert ORDERS.sample(1, channel="ozon", dealer="apteka").labels == ("apteka", "ozon")


def test_a_missing_label_is_refused() -> None:
    with pytest.raises(TypeError, match=r"bizprobe_orders_total has the labels \('dealer', 'channel'\)"):
        ORDERS.sample(1, channel="ozon")


def test_a_label_that_was_not_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="dealer"):
        ORDERS.sample(1, channel="ozon", sku="42")
