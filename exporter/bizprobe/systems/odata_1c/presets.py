"""What things are called: each configuration of 1C has names of its own."""

from typing import Annotated, Self

from pydantic import Field

from bizprobe.settings.model import Strict

Text = Annotated[str, Field(min_length=1)]


class Names(Strict):
    """Names, some of them given; the rest comes from the preset of the configuration."""

    def over(self, preset: Self) -> dict[str, str]:
        """Every name: as given here, or as the preset has it."""
        return {**dict(preset), **{name: given for name, given in self if given is not None}}


class PriceNames(Names):
    """What the register of prices is called, and its fields."""

    resource: Text | None = None
    """The register; one that documents fill has `_RecordType` behind its name."""
    item: Text | None = None
    """The reference to the goods."""
    characteristic: str | None = None
    """The reference to the characteristic; empty where the register has none."""
    price_type: Text | None = None
    """The reference to the price type."""
    amount: Text | None = None
    """The price."""


class StockNames(Names):
    """What the register of stocks is called, and its fields."""

    resource: Text | None = None
    """The register."""
    item: Text | None = None
    """The reference to the goods."""
    characteristic: str | None = None
    """The reference to the characteristic; empty where the register has none."""
    warehouse: str | None = None
    """The reference to the warehouse; empty where the register has none."""
    count: Text | None = None
    """How much there is, with `Balance` behind the register's own name."""
    reserved: str | None = None
    """How much of it is promised, which is taken off; empty where the register has no such field."""


class OrderNames(Names):
    """What the document of an order is called, and its fields."""

    resource: Text | None = None
    """The document."""
    number: Text | None = None
    """The number that the channel knows too."""
    placed_at: Text | None = None
    """When it was placed."""
    status: str | None = None
    """Its status; `Field/Description` reads the name of what the field refers to."""
    amount: str | None = None
    """What it costs."""


class Preset(Strict):
    """The names of a configuration."""

    prices: PriceNames
    stocks: StockNames
    orders: OrderNames


TRADE = Preset(
    prices=PriceNames(
        resource="InformationRegister_ЦеныНоменклатуры",
        item="Номенклатура_Key",
        characteristic="Характеристика_Key",
        price_type="ВидЦены_Key",
        amount="Цена",
    ),
    stocks=StockNames(
        resource="AccumulationRegister_ТоварыНаСкладах",
        item="Номенклатура_Key",
        characteristic="Характеристика_Key",
        warehouse="Склад_Key",
        count="ВНаличииBalance",
        reserved="",
    ),
    orders=OrderNames(
        resource="Document_ЗаказКлиента",
        number="Number",
        placed_at="Date",
        status="Статус",
        amount="СуммаДокумента",
    ),
)
SMALL_FIRM = Preset(
    prices=TRADE.prices.model_copy(update={"price_type": "ВидЦен_Key"}),
    stocks=TRADE.stocks.model_copy(
        update={
            "resource": "AccumulationRegister_ЗапасыНаСкладах",
            "warehouse": "СтруктурнаяЕдиница_Key",
            "count": "КоличествоBalance",
        }
    ),
    orders=TRADE.orders.model_copy(
        update={"resource": "Document_ЗаказПокупателя", "status": "СостояниеЗаказа/Description"}
    ),
)
PRESETS = {"ut": TRADE, "unf": SMALL_FIRM}
