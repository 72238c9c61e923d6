from typing import Annotated
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizprobe.engine.shard import Shard
from bizprobe.errors import UsageError
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings
from bizprobe.settings.model import Ref
from bizprobe.settings.settings import Dealer

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,20}[a-z0-9])?", fullmatch=True)
TOTALS = st.integers(1, 40)


class Asking(ProbeSettings):
    channel: Annotated[str, Ref("channels")] | None = None


class Marketplace(ChannelSettings):
    pass


class Shop(ChannelSettings):
    own = True


def dealer(name: str = "apteka") -> Dealer:
    channels = {
        "ozon": Marketplace(kind="any"),
        "ozon-msk": Marketplace(kind="any", account="main"),
        "ozon-spb": Marketplace(kind="any", account="main"),
        "shop": Shop(kind="any"),
    }
    return Dealer(name, name, ZoneInfo("UTC"), channels=channels)


def probe(channel: str | None) -> Asking:
    return Asking(kind="any", channel=channel)


def owner(total: int, channel: str | None, name: str = "apteka") -> int:
    """The only shard that has a probe of that channel."""
    [one] = [ordinal for ordinal in range(total) if Shard(ordinal, total).has(dealer(name), probe(channel))]
    return one


@pytest.mark.parametrize(
    ("text", "shard"), [("0/1", Shard()), ("0/3", Shard(0, 3)), ("12/40", Shard(12, 40))]
)
def test_what_is_written_is_read(text: str, shard: Shard) -> None:
    assert Shard.parse(text) == shard
    assert str(shard) == text


@pytest.mark.parametrize(
    "text", ["", "1", "3/3", "1/0", "0/0", "-1/3", "0/3/4", "0 / 3", "a/b", "٠/٣", "0/3\n"]
)
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--shard takes a number and how many there are, 0/3 to 2/3"):
        Shard.parse(text)


@given(TOTALS, NAMES, st.sampled_from([None, "ozon", "ozon-msk", "shop"]))
def test_every_probe_has_exactly_one_shard(total: int, name: str, channel: str | None) -> None:
    assert 0 <= owner(total, channel, name) < total


@given(TOTALS, NAMES)
def test_an_account_has_one_owner_and_so_has_what_a_dealer_asks_itself(total: int, name: str) -> None:
    assert owner(total, "ozon-msk", name) == owner(total, "ozon-spb", name)
    assert owner(total, "shop", name) == owner(total, None, name)


@given(TOTALS, NAMES, st.sampled_from(["ozon", "ozon-msk", "shop"]))
def test_reports_of_a_channel_go_where_its_probes_are(total: int, name: str, channel: str) -> None:
    told = {Shard(ordinal, total).of_channel(dealer(name), channel) for ordinal in range(total)}
    assert told == {owner(total, channel, name)}


@given(TOTALS, NAMES)
def test_one_shard_more_takes_from_the_others_and_moves_nothing_between_them(total: int, name: str) -> None:
    assert owner(total + 1, "ozon", name) in (owner(total, "ozon", name), total)


def test_the_split_is_the_same_everywhere_and_always() -> None:
    # What moves to another shard counts anew: no upgrade may move anything. The numbers are those of b2sum.
    owners = (owner(3, "ozon", f"dealer-{number}") for number in range(12))
    assert "".join(map(str, owners)) == "020011120111"


def test_the_probes_are_spread_evenly() -> None:
    owners = [owner(4, "ozon", f"dealer-{number}") for number in range(400)]
    assert all(70 < owners.count(ordinal) < 130 for ordinal in range(4))
