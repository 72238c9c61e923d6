import re
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/", "/probes", "/probes/apteka/ozon-orders", "/nothing/here/at/all"])
async def test_every_link_of_a_page_leads_somewhere(
    client: httpx.AsyncClient, watching: Any, made: Any, path: str
) -> None:
    watching(made.watch("ozon-orders", "apteka", made.run(answer=True)))
    page = await client.get(path, headers=HTML)
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert links
    for link in links:
        answer = await client.get(page.url.join(link.replace("&amp;", "&")))
        assert answer.status_code == 200, link


@pytest.mark.parametrize("path", ["/", "/metrics", "/probes", "/-/ready", "/nothing", "/static/bizprobe.css"])
async def test_every_answer_is_guarded(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/probes", "/probes/apteka/ozon-orders"])
async def test_pages_load_nothing_from_elsewhere_and_run_nothing(
    client: httpx.AsyncClient, watching: Any, made: Any, path: str
) -> None:
    watching(made.watch("ozon-orders", "apteka", made.run(answer=False)))
    page = (await client.get(path)).text
    assert not re.search(r'(?:href|src|action)="(?:[a-z]+:)?//', page)
    assert not re.search(r"<script|<style|style=|onclick=", page)
