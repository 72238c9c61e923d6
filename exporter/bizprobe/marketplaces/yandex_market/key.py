"""What Yandex Market says of the key that it is asked with, and of the shops that it opens."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import msgspec

from bizprobe.marketplaces.yandex_market.api import Found, NextPage, YandexMarketApi, taken
from bizprobe.marketplaces.yandex_market.paths import KEY, SHOPS
from bizprobe.remote.read import Taken
from bizprobe.settings.model import Offer

_ORDERS, _PRICES, _STOCKS = "inventory-and-order-processing", "pricing", "offers-and-cards-management"
_EVERYTHING = "all-methods"
_READ_ONLY = ":read-only"
_AVAILABLE = "AVAILABLE"

# Of Yandex Market's document of 2026-08-19. Its answers write `PRICING_READ_ONLY` for what its pages call
# `pricing:read-only`.
NEEDED: Mapping[Offer, str] = {
    Offer.ORDERS: _ORDERS,
    Offer.OPEN_ORDERS: _ORDERS,
    Offer.PRICES: _PRICES,
    Offer.STOCKS: _STOCKS,
}


class _Key(msgspec.Struct, rename="camel"):
    auth_scopes: list[str]


class _KeyResult(msgspec.Struct, rename="camel"):
    api_key: _Key


class _Token(Found, kw_only=True):
    result: _KeyResult


class _Business(msgspec.Struct, frozen=True):
    id: int = 0


class _Campaign(msgspec.Struct, rename="camel"):
    id: int
    business: _Business = _Business()
    api_availability: str = _AVAILABLE


class _Campaigns(Found, kw_only=True):
    campaigns: list[_Campaign]
    paging: NextPage | None = None


_TOKEN = msgspec.json.Decoder(_Token)
_CAMPAIGNS = msgspec.json.Decoder(_Campaigns)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a key opens: methods, and the shops `campaigns` of a cabinet, or all of that."""

    api: YandexMarketApi
    business: int
    campaigns: Set[int]

    async def missing(self, offers: Set[Offer], *, scopes: bool) -> Mapping[Offer, Sequence[str]]:
        """What each of the offers lacks; `scopes` are known of Api-Keys only. Raises ProbeError."""
        granted = {_plain(scope) for scope in await self._scopes()} if scopes else {_plain(_EVERYTHING)}
        shut = [words async for words in self._shut_shops()]
        found = {offer: [*_lacking(NEEDED[offer], granted), *shut] for offer in offers if offer in NEEDED}
        return {offer: rights for offer, rights in found.items() if rights}

    async def _scopes(self) -> Sequence[str]:
        return (await self.api.ask(KEY, _TOKEN)).result.api_key.auth_scopes

    async def _shut_shops(self) -> AsyncIterator[str]:
        """Shops whose API does not work: nothing that is asked of them comes back."""
        left, any_shop = set(self.campaigns), False
        async for page in self.api.pages(SHOPS, _CAMPAIGNS, _take):
            for shop in page.rows:
                if shop.business.id != self.business or (self.campaigns and shop.id not in self.campaigns):
                    continue
                any_shop = True
                left.discard(shop.id)
                if shop.api_availability != _AVAILABLE:
                    yield f"API of the shop {shop.id}: {shop.api_availability}"
        for campaign in sorted(left):
            yield f"the shop {campaign} of the cabinet {self.business}"
        if not any_shop and not self.campaigns:
            yield f"the cabinet {self.business}"


def _take(found: _Campaigns) -> Taken[Sequence[_Campaign]]:
    return taken(found.campaigns, [str(shop.id) for shop in found.campaigns], found.paging)


def _lacking(scope: str, granted: Set[str]) -> Iterator[str]:
    enough = (scope, scope + _READ_ONLY, _EVERYTHING, _EVERYTHING + _READ_ONLY)
    if not any(_plain(one) in granted for one in enough):
        yield scope + _READ_ONLY


def _plain(scope: str) -> str:
    return scope.upper().replace("-", "_").replace(":", "_")
