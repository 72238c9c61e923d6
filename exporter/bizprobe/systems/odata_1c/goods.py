"""From the references in a row to the seller's SKU."""

from collections.abc import Iterator

from bizprobe.clock import Clock
from bizprobe.errors import BadAnswerError, IncompleteError
from bizprobe.systems.odata_1c.address import NO_REFERENCE, both
from bizprobe.systems.odata_1c.catalogue import DELETED, REFERENCE, Catalogue
from bizprobe.systems.odata_1c.reader import Reader, Selection
from bizprobe.systems.odata_1c.settings import GoodsSettings


class Goods:
    """The SKUs of all goods, and of their characteristics where those have SKUs of their own."""

    def __init__(self, settings: GoodsSettings, reader: Reader, clock: Clock, max_rows: int) -> None:
        self._settings = settings
        fields = (REFERENCE, settings.key, DELETED)
        wanted = both("IsFolder eq false", settings.filter)
        selection = Selection(settings.resource, fields, (REFERENCE,), wanted)
        self._items = Catalogue(reader, clock, selection, settings.keep, max_rows)
        self._variants: Catalogue | None = None
        self._separator = ""
        if (variants := settings.characteristics) is not None:
            fields = (REFERENCE, variants.name, DELETED)
            selection = Selection(variants.resource, fields, (REFERENCE,))
            self._separator = variants.separator
            self._variants = Catalogue(reader, clock, selection, settings.keep, max_rows)

    @property
    def tells_variants(self) -> bool:
        """Whether a characteristic has a SKU of its own."""
        return self._variants is not None

    async def refresh(self) -> None:
        """Reads what was never read, or too long ago. Raises RemoteError."""
        await self._items.refresh()
        if self._variants is not None:
            await self._variants.refresh()

    async def key(self, item: str, variant: str) -> str | None:
        """The SKU, or None where the settings or a mark for deletion leave it out. Raises BadAnswerError."""
        if not await self._items.knows(item):
            if self._settings.filter is not None:
                return None
            raise IncompleteError(f"{self._settings.resource} does not show the goods {item} of a row")
        key = self._items.texts[item]
        if key == "":
            raise BadAnswerError(
                f"the goods {item} have no {self._settings.key}; such can be left out with goods.filter"
            )
        if key is None or self._variants is None or variant in {"", NO_REFERENCE}:
            return key
        if not await self._variants.knows(variant):
            raise IncompleteError(f"no characteristic {variant} of the goods {item} is shown")
        name = self._variants.texts[variant]
        return None if name is None else f"{key}{self._separator}{name}"

    def skus(self) -> Iterator[str]:
        """The SKUs of all goods that count."""
        return (key for key in self._items.texts.values() if key)
