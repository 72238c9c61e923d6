"""A buyer who has no account: basket, address, payment page, order placed. Uses the shop's own pages."""

import re

import httpx

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_NUMBER = re.compile(r"\b(1\d{5,})\b")
_ADDRESS = {
    "first_name": "Anna",
    "last_name": "Petrova",
    "line1": "Tverskaya 1",
    "line4": "Moscow",
    "postcode": "101000",
    "country": "RU",
}


def place_order(shop: str, product: int) -> str:
    """Buys one piece of a product at the shop's address and gives the order's number."""
    with httpx.Client(base_url=shop, follow_redirects=True, timeout=60) as browser:
        _submit(browser, f"/basket/add/{product}/", {"quantity": "1"}, form_at="/catalogue/")
        _submit(browser, "/checkout/", {"username": "anna@example.com", "options": "anonymous"})
        _submit(browser, "/checkout/shipping-address/", _ADDRESS)
        thanks = _submit(
            browser,
            "/checkout/preview/",
            {"action": "place_order"},
        )
        found = _NUMBER.search(thanks.text)
        assert "thank-you" in str(thanks.url), f"no order was placed: {thanks.url}"
        assert found, "the shop does not say the order's number"
        return found[1]


def _submit(browser: httpx.Client, path: str, fields: dict[str, str], *, form_at: str = "") -> httpx.Response:
    page = browser.get(form_at or path)
    token = _TOKEN.search(page.text)
    assert token, f"{page.url} has no form"
    answer = browser.post(
        path, data={**fields, "csrfmiddlewaretoken": token[1]}, headers={"Referer": str(page.url)}
    )
    answer.raise_for_status()
    return answer
