"""What needs what, and circles in it."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.marketplaces.own import OwnSettings
from bizprobe.settings.blocks import ProbeSettings
from bizprobe.settings.dependencies import all_needs, circles
from bizprobe.settings.need import Thing, thing
from bizprobe.settings.settings import BusinessServiceSettings, Dealer
from tests.unit.probes.flow.world import MarketSettings
from tests.unit.settings.asking import AskingSettings, BookSettings


def service(*needed: str) -> BusinessServiceSettings:
    return BusinessServiceSettings(depends_on=list(needed))


def market(*needed: str) -> MarketSettings:
    return MarketSettings(depends_on=list(needed))


def book(*needed: str) -> BookSettings:
    return BookSettings(kind="book", depends_on=list(needed))


def probe(channel: str, system: str | None = None, business_service: str | None = None) -> ProbeSettings:
    return AskingSettings(kind="asking", channel=channel, system=system, business_service=business_service)


def dealer(
    services: dict[str, BusinessServiceSettings] | None = None,
    systems: dict[str, BookSettings] | None = None,
    channels: dict[str, MarketSettings | OwnSettings] | None = None,
    probes: dict[str, ProbeSettings] | None = None,
) -> Dealer:
    return Dealer(
        "apteka",
        "Apteka",
        ZoneInfo("UTC"),
        business_services=services or {},
        systems=systems or {},
        channels=channels or {},
        probes=probes or {},
    )


def of(everything: Dealer, text: str) -> set[str]:
    return set(map(str, all_needs(everything)[thing(text)]))


def told(everything: Dealer) -> list[tuple[str, str]]:
    return [(".".join(map(str, problem.path)), problem.message) for problem in circles(everything)]


SHOP = OwnSettings(kind="own", system="database")
SELLER = dealer(
    services={"vpn": service(), "sales": service("systems.crm")},
    systems={"database": book("systems.storage"), "storage": book(), "crm": book("business_services.vpn")},
    channels={"shop": SHOP, "ozon": market("business_services.vpn")},
    probes={
        "shop-orders": probe("shop", "crm"),
        "ozon-orders": probe("ozon", business_service="sales"),
    },
)


def test_a_probe_needs_whom_it_asks_its_business_service_and_what_those_need() -> None:
    assert of(SELLER, "probes.shop-orders") == {
        "channels.shop",
        "systems.database",
        "systems.storage",
        "systems.crm",
        "business_services.vpn",
    }
    assert of(SELLER, "probes.ozon-orders") == {
        "channels.ozon",
        "business_services.vpn",
        "business_services.sales",
        "systems.crm",
    }


def test_an_own_channel_needs_its_system() -> None:
    assert of(SELLER, "channels.shop") == {"systems.database", "systems.storage"}


def test_what_declares_nothing_needs_nothing() -> None:
    assert of(SELLER, "systems.storage") == set()


def test_a_seller_without_circles_is_told_nothing() -> None:
    assert told(SELLER) == []


def test_a_circle_is_named_from_the_entry_that_closes_it() -> None:
    circle = dealer(systems={"a": book("systems.b"), "b": book("systems.c"), "c": book("systems.a")})
    [(_, message)] = told(circle)
    assert sorted(message.removeprefix("a circle: ").split(";")[0].split(" -> ")[:-1]) == [
        "systems.a",
        "systems.b",
        "systems.c",
    ]


def test_what_is_told_by_probes_may_not_be_needed_by_what_these_ask() -> None:
    # Both would keep the other's only probe quiet.
    seller = dealer(
        systems={"crm": book("channels.ozon")},
        channels={"ozon": market()},
        probes={"ozon-orders": probe("ozon", "crm")},
    )
    path = "systems.crm -> channels.ozon -> probes.ozon-orders -> systems.crm"
    assert told(seller) == [("systems.crm.depends_on.0", f"a circle: {path}; nothing can depend on itself")]


def test_two_probes_of_one_channel_are_no_circle() -> None:
    both = dict.fromkeys(("orders", "prices"), probe("ozon", "erp", "sales"))
    seller = dealer({"sales": service("systems.erp")}, {"erp": book()}, {"ozon": market()}, both)
    assert told(seller) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_without_a_circle_nothing_needs_itself(edges: list[tuple[int, int]]) -> None:
    systems = {
        f"s{one}": book(*(f"systems.s{needed}" for number, needed in edges if number == one))
        for one in range(6)
    }
    seller = dealer(systems=systems)
    if told(seller):
        return
    needed = all_needs(seller)
    for one, others in needed.items():
        assert one not in others
        assert others == set().union(others, *(needed[other] for other in others))


@pytest.mark.parametrize("last", [0, 1, 2, 3])
def test_every_circle_of_systems_is_found(last: int) -> None:
    chain = {f"s{number}": book(f"systems.s{number + 1}") for number in range(3)} | {"s3": book()}
    assert told(dealer(systems=chain)) == []
    chain[f"s{last}"] = book("systems.s0")
    assert told(dealer(systems=chain))


def test_a_thing_reads_as_it_is_written() -> None:
    assert str(thing("systems.erp")) == "systems.erp"
    assert thing("systems.erp") == Thing("systems", "erp")
