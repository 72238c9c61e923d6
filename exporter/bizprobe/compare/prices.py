"""The prices of both sides: exact amounts, each in its currency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from sys import intern

from bizprobe.compare.comparison import Comparison
from bizprobe.compare.mismatch import Mismatch, PriceState
from bizprobe.errors import BadAnswerError
from bizprobe.records import parse_amount


@dataclass(slots=True)
class PriceList:
    """The seller's prices by key, read whole. A key that comes again has the price that was read last.

    Most lists have one currency, that of the first page. Texts of it are bare, so that equal texts are
    equal prices; a text of any other currency carries its code: `1.10 USD`.
    """

    currency: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, keys: Sequence[str], amounts: Sequence[str], currency: str) -> None:
        """Takes some thousand rows, column by column."""
        self.currency = self.currency or currency
        # The lists for 24 channels that are read at the same time mostly have the same keys.
        self.texts.update(zip(map(intern, keys), self.written(amounts, currency), strict=True))

    def written(self, amounts: Sequence[str], currency: str) -> Sequence[str]:
        """Amounts as this list writes them."""
        return amounts if currency == self.currency else [f"{amount} {currency}" for amount in amounts]


@dataclass(frozen=True, slots=True)
class PriceScale:
    """Decimal decides where texts differ. `currency` is that of bare texts."""

    currency: str

    def both(self, key: str, ours: str, theirs: str) -> Mismatch | None:
        """Different, or None for the same amount of the same currency."""
        # Cheap, for channels that write every price in another way; what is no plain number goes on.
        try:
            if Decimal(ours) == Decimal(theirs):
                return None
        except InvalidOperation:
            pass
        (mine, my_currency), (shown, their_currency) = self._price(key, ours), self._price(key, theirs)
        if my_currency != their_currency:
            return Mismatch(key, PriceState.DIFFERENT, ours, theirs)
        if mine == shown:  # both in another currency than most
            return None
        return Mismatch(key, PriceState.DIFFERENT, ours, theirs, shown - mine, my_currency)

    def only_ours(self, key: str, ours: str) -> Mismatch:
        """Not at the channel."""
        return Mismatch(key, PriceState.MISSING, ours, gap=Decimal())

    def only_theirs(self, key: str, theirs: str) -> Mismatch:
        """Only at the channel."""
        return Mismatch(key, PriceState.UNEXPECTED, theirs=theirs, gap=Decimal())

    def _price(self, key: str, text: str) -> tuple[Decimal, str]:
        amount, _, currency = text.partition(" ")
        try:
            return parse_amount(amount), currency or self.currency
        except ValueError as error:
            raise BadAnswerError(f"the price of {key}: {error}") from None


class PriceComparison:
    """Holds the channel's prices against the seller's list."""

    def __init__(self, ours: PriceList, max_items: int) -> None:
        self._ours = ours
        self._rows = Comparison(ours.texts, PriceScale(ours.currency), max_items)
        self._held_back: set[str] = set()

    @property
    def currency(self) -> str:
        """The currency of the seller's list."""
        return self._ours.currency

    @property
    def items(self) -> int:
        """How many items either side knows."""
        return len(self._ours.texts) + self._rows.strangers

    def add(self, keys: Sequence[str], amounts: Sequence[str], currency: str) -> None:
        """Takes some thousand rows, column by column. Raises TooLargeError and BadAnswerError."""
        self._rows.add(keys, self._ours.written(amounts, currency))

    def hold_back(self, keys: Sequence[str]) -> None:
        """The channel holds back the new price of these, whatever it shows."""
        self._held_back.update(key for key in keys if key in self._ours.texts)

    def mismatches(self) -> Iterator[Mismatch]:
        """Every item that does not match, once the channel was read to its end."""
        left = set(self._held_back)
        for mismatch in self._rows.mismatches():
            if mismatch.key in left:
                left.remove(mismatch.key)
                yield replace(mismatch, state=PriceState.QUARANTINED)
            else:
                yield mismatch
        for key in left:
            price = self._ours.texts[key]
            yield Mismatch(key, PriceState.QUARANTINED, price, price, Decimal(), self._ours.currency)
