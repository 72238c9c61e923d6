import re
from typing import Any

import httpx
import pytest

from bizprobe import __version__

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


async def test_the_first_page_has_name_version_and_links(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    watching(made.watch("p", "d", made.run(answer=True)))
    page = (await client.get("/")).text
    assert f"Bizprobe {__version__}" in page
    for link in ("probes", "metrics", "-/healthy", "-/ready"):
        assert f'href="{link}"' in page


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


async def test_a_page_that_does_not_exist_is_a_page_for_people_and_a_line_for_tools(
    client: httpx.AsyncClient,
) -> None:
    for headers, kind in ((HTML, "text/html"), ({}, "text/plain")):
        answer = await client.get("/nothing", headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith(kind)


async def test_a_misspelt_probe_offers_a_link_to_the_right_one(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    watching(made.watch())
    page = await client.get("/probes/apteka/ozon-order", headers=HTML)
    assert page.status_code == 404
    assert 'href="../../probes/apteka/ozon-orders"' in page.text


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
