"""24 marketplaces that show 12,000 items each, as pages of Ozon's price list, and the prices behind them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

ITEMS, PAGE = 12_000, 1_000


@dataclass(frozen=True, slots=True)
class Prices:
    """`ours` by key. `pages` are what the marketplace answers; one item of a hundred has another price."""

    ours: dict[str, str]
    pages: list[bytes]
    different: int


def make_prices(*, written_alike: bool = True) -> Prices:
    """Prices that both sides write alike, or that the marketplace writes with a digit less."""
    cents = {f"SKU-{number:07}": 9_910 + 37 * number for number in range(ITEMS)}
    pattern = "{}.{:02}" if written_alike else "{}.{:02}0"
    ours = {key: pattern.format(*divmod(value, 100)) for key, value in cents.items()}
    shown = {key: value - (number % 100 == 0) for number, (key, value) in enumerate(cents.items())}
    rows = [_item(number, key, value) for number, (key, value) in enumerate(shown.items())]
    pages = [
        _page(number, rows[start : start + PAGE]) for number, start in enumerate(range(0, ITEMS + 1, PAGE))
    ]
    return Prices(ours, pages, ITEMS // 100)


def _page(number: int, rows: list[str]) -> bytes:
    """The cursor is the number of the page behind this one; the last page is empty."""
    cursor = str(number + 1) if rows else ""
    return f'{{"cursor":"{cursor}","items":[{",".join(rows)}],"total":{ITEMS}}}'.encode()


def _item(number: int, key: str, cents: int) -> str:
    """An item as the price list shows it, with all that nobody asked for: some 870 bytes."""
    amount = "AMOUNT"
    text = json.dumps(dict(_fields(number, key, amount)), separators=(",", ":"))
    return text.replace(f'"{amount}"', "{}.{:02}".format(*divmod(cents, 100)))


def _fields(number: int, key: str, amount: str) -> Iterator[tuple[str, object]]:
    yield "acquiring", 17.5
    yield (
        "commissions",
        {
            "fbo_deliv_to_customer_amount": 25.0,
            "fbo_direct_flow_trans_max_amount": 63.0,
            "fbo_direct_flow_trans_min_amount": 63.0,
            "fbo_return_flow_amount": 60.0,
            "fbs_deliv_to_customer_amount": 25.0,
            "fbs_direct_flow_trans_max_amount": 76.0,
            "fbs_direct_flow_trans_min_amount": 76.0,
            "fbs_first_mile_max_amount": 25.0,
            "fbs_first_mile_min_amount": 0.0,
            "fbs_return_flow_amount": 60.0,
            "sales_percent_fbo": 15,
            "sales_percent_fbs": 15,
        },
    )
    yield "marketing_actions", None
    yield "offer_id", key
    yield (
        "price",
        {
            "auto_action_enabled": True,
            "currency_code": "RUB",
            "marketing_seller_price": amount,
            "min_price": amount,
            "old_price": 0,
            "price": amount,
            "retail_price": 0,
            "vat": 0.2,
        },
    )
    yield (
        "price_indexes",
        {
            "color_index": "WITHOUT_INDEX",
            "external_index_data": {
                "minimal_price": 0,
                "minimal_price_currency": "RUB",
                "price_index_value": 0,
            },
        },
    )
    yield "product_id", 243_686_911 + number
    yield "volume_weight", 0.4
