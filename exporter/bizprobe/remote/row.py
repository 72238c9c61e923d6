"""From the fields of a row to an order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from bizprobe.errors import BadAnswerError
from bizprobe.records import Money, Order, OrderLine, canonical_currency
from bizprobe.remote.moment import TimeField, TimeFormat
from bizprobe.remote.number import pieces
from bizprobe.settings.model import Strict
from bizprobe.statuses import AS_WRITTEN, StatusMap


class MoneyFormat(Strict):
    """How a side writes money."""

    currency: Annotated[str, AfterValidator(canonical_currency)] | None = None
    """The currency of all amounts, where the rows have none of their own."""
    money: Literal["major", "minor"] = "major"
    """Whether amounts are roubles (major) or kopecks (minor)."""


class RowFormat(MoneyFormat):
    """How a side writes money and times."""

    time: TimeField = TimeFormat()
    """How times are written: iso, unix, unix_ms, or a format of strftime."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """Makes orders. `zone` is for times that come without one."""

    format: RowFormat
    zone: ZoneInfo
    statuses: StatusMap = AS_WRITTEN

    def order(self, fields: Mapping[str, Any]) -> Order:
        """An order from `number`, `placed_at` and, as far as there are any, `status`, `amount`, `currency`.

        `lines` is a list of `key`, `price` and, as far as there are any, `quantity` and `currency`; a row
        with a `key` is one line of the order itself.

        Raises BadAnswerError, which names the field and keeps its value to itself: rows hold people's data.
        """
        order = Order(
            number=self._text(fields, "number"),
            placed_at=self._placed_at(fields),
            word=self._text(fields, "status") if "status" in fields else "",
            amount=self._money(fields, "amount", fields) if "amount" in fields else None,
            lines=tuple(self._lines(fields)),
        )
        return self.statuses.apply(order)

    def _placed_at(self, fields: Mapping[str, Any]) -> datetime:
        try:
            return self.format.time.read(fields.get("placed_at"), self.zone)
        except ValueError as error:
            words = (
                str(error) if str(error).startswith("is ") else f"is not written as {self.format.time.text}"
            )
            raise BadAnswerError(f"placed_at {words}") from None

    def _lines(self, fields: Mapping[str, Any]) -> Iterator[OrderLine]:
        if "key" in fields:
            yield self._line(fields, fields)
        for line in fields.get("lines", ()):
            yield self._line(line, fields)

    def _line(self, line: Mapping[str, Any], order: Mapping[str, Any]) -> OrderLine:
        quantity = pieces(line.get("quantity", 1), "quantity")
        if quantity < 0:
            raise BadAnswerError("quantity is less than none")
        return OrderLine(self._text(line, "key"), quantity, self._money(line, "price", {**order, **line}))

    def _money(self, fields: Mapping[str, Any], field: str, near: Mapping[str, Any]) -> Money:
        """The money of a field, in the currency that stands `near`."""
        currency = self._text(near, "currency") if "currency" in near else self.format.currency or ""
        try:
            canonical_currency(currency)
        except ValueError:
            raise BadAnswerError("currency is no code of three letters") from None
        try:
            hundredths = self.format.money == "minor"
            return Money.parse(str(fields.get(field)), currency, hundredths=hundredths)
        except ValueError:
            raise BadAnswerError(f"{field} is no number, or finer than the currency's minor unit") from None

    def _text(self, fields: Mapping[str, Any], field: str) -> str:
        return exact_text(fields.get(field), field)


def exact_text(value: Any, field: str) -> str:
    """Text as it is, and whole numbers as text: `0557722` stays what it is. Raises BadAnswerError."""
    if isinstance(value, int | UUID) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value:
        raise BadAnswerError(f"{field} is missing, or neither text nor a whole number")
    try:
        # JSON can smuggle in half a character, which nobody could store or show.
        value.encode()
    except UnicodeEncodeError:
        raise BadAnswerError(f"{field} is no valid text") from None
    return value
