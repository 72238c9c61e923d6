"""Pairs of Wildberries' statuses and what they mean."""

import pytest

from bizprobe.marketplaces.wildberries.statuses import WORDS, pair
from bizprobe.records import OPEN_STATUSES, OrderStatus

SUPPLIER = [
    "new",
    "confirm",
    "complete",
    "prepare",
    "deliver",
    "receive",
    "reject",
    "cancel",
    "cancel_missed_call",
    "cancel_shelf_life",
    "cancel_carrier",
]
OPEN = [
    "waiting",
    "sorted",
    "accepted_by_carrier",
    "sent_to_carrier",
    "ready_for_pickup",
    "postponed_delivery",
]
CLOSED = [
    "sold",
    "declined_by_client",
    "canceled_by_client",
    "canceled",
    "canceled_by_missed_call",
    "canceled_by_carrier",
    "defect",
]


def test_every_pair_of_documented_words_is_mapped_and_no_other() -> None:
    assert set(WORDS) == {pair(supplier, wb) for supplier in SUPPLIER for wb in (*OPEN, *CLOSED)}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("new/waiting", OrderStatus.NEW),
        ("confirm/waiting", OrderStatus.ASSEMBLING),
        ("complete/waiting", OrderStatus.HANDED_OVER),
        ("complete/sorted", OrderStatus.HANDED_OVER),
        ("confirm/sorted", OrderStatus.HANDED_OVER),
        ("complete/sent_to_carrier", OrderStatus.HANDED_OVER),
        ("complete/postponed_delivery", OrderStatus.HANDED_OVER),
        ("complete/ready_for_pickup", OrderStatus.AT_PICKUP),
        ("prepare/waiting", OrderStatus.AT_PICKUP),
        ("deliver/waiting", OrderStatus.HANDED_OVER),
        ("receive/waiting", OrderStatus.DELIVERED),
        ("complete/sold", OrderStatus.DELIVERED),
        ("receive/sold", OrderStatus.DELIVERED),
        ("new/declined_by_client", OrderStatus.CANCELLED_BY_BUYER),
        ("complete/canceled_by_client", OrderStatus.CANCELLED_BY_BUYER),
        ("cancel/canceled", OrderStatus.CANCELLED_BY_SELLER),
        ("cancel/waiting", OrderStatus.CANCELLED_BY_SELLER),
        ("cancel/declined_by_client", OrderStatus.CANCELLED_BY_BUYER),
        ("confirm/canceled", OrderStatus.CANCELLED_BY_CHANNEL),
        ("complete/canceled", OrderStatus.CANCELLED_BY_CHANNEL),
        ("reject/canceled", OrderStatus.CANCELLED_BY_BUYER),
        ("cancel_carrier/canceled", OrderStatus.CANCELLED_BY_CHANNEL),
        ("complete/defect", OrderStatus.CANCELLED_BY_CHANNEL),
    ],
)
def test_what_became_of_the_goods_goes_before_what_the_seller_said(word: str, status: OrderStatus) -> None:
    assert WORDS[word] is status


@pytest.mark.parametrize("wb", CLOSED)
def test_nothing_that_wildberries_has_finished_is_open(wb: str) -> None:
    assert not {WORDS[pair(supplier, wb)] for supplier in SUPPLIER} & set(OPEN_STATUSES)
