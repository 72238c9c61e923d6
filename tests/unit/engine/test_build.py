from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from bizprobe.engine.build import Works
from bizprobe.engine.shard import Shard

pytestmark = pytest.mark.anyio

FILE = """
dealers:
  apteka:
    title: Apteka
    timezone: Europe/Moscow
    locations: {msk: {title: Moscow}}
    business_services: {online-orders: {step: buy}}
    systems:
      books: {kind: scripted}
      crm: {kind: scripted}
    channels:
      ozon: {kind: scripted}
      shop: {kind: scripted, system: books}
    probes:
      ozon-orders: {kind: scripted, channel: ozon, book: crm, location: msk}
      shop-orders: {kind: scripted, channel: shop, business_service: online-orders}
      site: {kind: scripted}
  other:
    timezone: UTC
    probes: {site: {kind: scripted}}
"""


def names(before: Works, after: Works) -> set[str]:
    """The names of the blocks that were built anew."""
    probes = {key[-1] for key, built in after.probes.items() if before.probes.get(key) is not built}
    remotes = {place[-1] for place, built in after.remotes.items() if before.remotes.get(place) is not built}
    return probes | remotes


@pytest.mark.parametrize(
    ("old", "new", "anew"),
    [
        ("", "", set()),
        ("channel: ozon, book", "limit: 2, channel: ozon, book", {"ozon-orders"}),
        ("ozon: {kind: scripted}", "ozon: {kind: scripted, note: x}", {"ozon", "ozon-orders"}),
        ("crm: {kind: scripted}", "crm: {kind: scripted, note: x}", {"crm", "ozon-orders"}),
        ("books: {kind: scripted}", "books: {kind: scripted, note: x}", {"books", "shop", "shop-orders"}),
        ("title: Moscow", "title: Capital", {"ozon-orders"}),
        ("step: buy", "step: retain", {"shop-orders"}),
        ("locations: {", "locations: {spb: {}, ", set()),
        (
            "timezone: Europe/Moscow",
            "timezone: Europe/Samara",
            {"books", "crm", "ozon", "shop", "ozon-orders", "shop-orders", "site"},
        ),
        ("      site: {kind: scripted}\n", "      page: {kind: scripted}\n", {"page"}),
    ],
)
async def test_only_what_changed_is_built_anew(world: Any, old: str, new: str, anew: set[str]) -> None:
    workshop = world.workshop()
    before = await workshop.build(world.settings(FILE))

    after = await workshop.build(world.settings(FILE.replace(old, new, 1)), before)

    assert names(before, after) == anew


async def test_of_several_exporters_each_builds_its_probes_and_what_they_use(world: Any) -> None:
    workshops = [replace(world.workshop(), shard=Shard(ordinal, 3)) for ordinal in range(3)]

    works = [await workshop.build(world.settings(FILE)) for workshop in workshops]

    everything = await world.workshop().build(world.settings(FILE))
    probes = [key for part in works for key in part.probes]
    assert sorted(probes) == sorted(everything.probes)
    assert max(len(part.probes) for part in works) < len(everything.probes)
    for part in works:
        owners = {owner for built in part.probes.values() for owner in built.meters}
        assert {owner for remote in part.remotes.values() for owner in remote.meters} == owners
        assert not part.faults


async def test_systems_are_there_when_channels_are_built_and_both_when_probes_are(world: Any) -> None:
    await world.workshop().build(world.settings(FILE))

    assert world.built == ["books", "crm", "ozon", "shop", "ozon-orders", "shop-orders", "site", "site"]


async def test_a_probe_that_cannot_be_built_harms_nobody_else(world: Any, log: StringIO) -> None:
    world.broken = {"ozon-orders"}

    works = await world.workshop().build(world.settings(FILE))

    faults = {key: built.fault for key, built in works.probes.items() if built.fault}
    assert list(faults) == [("apteka", "ozon-orders")]
    assert faults["apteka", "ozon-orders"].startswith(
        "apteka.probes.ozon-orders could not be built: KeyError in"
    )
    assert "s3cret" not in log.getvalue()
    assert works.probes["apteka", "ozon-orders"].url == "http://exporter/probes/apteka/ozon-orders"


async def test_probes_of_a_channel_that_cannot_be_built_say_so(world: Any, log: StringIO) -> None:
    world.broken = {"books"}

    works = await world.workshop().build(world.settings(FILE))

    broken = {key[1]: built.fault for key, built in works.probes.items() if built.fault}
    assert list(broken) == ["shop-orders"]
    assert broken["shop-orders"].startswith("apteka.systems.books could not be built")


async def test_the_accounts_of_a_probe_are_those_of_the_blocks_that_it_names(world: Any) -> None:
    works = await world.workshop().build(world.settings(FILE))

    assert {key[1]: sorted(built.meters) for key, built in works.probes.items() if key[0] == "apteka"} == {
        "ozon-orders": ["remote:apteka/channels/ozon", "remote:apteka/systems/crm"],
        "shop-orders": ["remote:apteka/channels/shop", "remote:apteka/systems/books"],
        "site": [],
    }


async def test_blocks_that_name_an_account_ask_with_that_one(world: Any) -> None:
    named = FILE.replace("ozon: {kind: scripted}", "ozon: {kind: scripted, account: one}")
    await world.workshop().build(
        world.settings(named.replace("crm: {kind: scripted}", "crm: {kind: scripted, account: one}"))
    )

    owners = [(owner.dealer, owner.remote, owner.side) for owner, _ in world.accounts.opened]
    assert owners == [
        ("apteka", "books", "ours"),
        ("apteka", "one", "ours"),
        ("apteka", "one", "channel"),
        ("apteka", "shop", "channel"),
    ]
