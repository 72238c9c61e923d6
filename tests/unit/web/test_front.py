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
