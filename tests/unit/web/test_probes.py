import re
from typing import Any

import httpx
import pytest

from bizprobe.errors import Reason
from bizprobe.reading import Finding, FindingKind

pytestmark = pytest.mark.anyio

EVIL = "<script>alert('x')</script>"


def _order(page: str, *texts: str) -> bool:
    places = [page.index(text) for text in texts]
    return places == sorted(places)


async def test_the_worst_stands_first(client: httpx.AsyncClient, watching: Any, made: Any) -> None:
    watching(
        made.watch("a-well", "apteka", made.run(answer=True)),
        made.watch("b-waits", "apteka"),
        made.watch("c-lost", "apteka", made.run(reason=Reason.DNS)),
        made.watch("d-silent", "apteka", made.run(answer=False)),
    )
    page = (await client.get("/probes")).text
    assert _order(page, "<b>d-silent</b>", "<b>c-lost</b>", "<b>b-waits</b>", "<b>a-well</b>")


async def test_a_dealer_and_a_state_choose_rows(client: httpx.AsyncClient, watching: Any, made: Any) -> None:
    watching(
        made.watch("a-well", "apteka", made.run(answer=True)),
        made.watch("b-silent", "apteka", made.run(answer=False)),
        made.watch("c-silent", "avtomir", made.run(answer=False)),
    )
    page = (await client.get("/probes", params={"dealer": "apteka", "state": "problem"})).text
    assert re.findall(r"<b>(\w-\w+)</b>", page) == ["b-silent"]


async def test_no_probe_at_all_is_said(client: httpx.AsyncClient) -> None:
    assert "No probe is configured." in (await client.get("/probes")).text


async def test_states_are_told_by_word_and_icon_not_by_colour_alone(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    watching(made.watch("b-silent", "apteka", made.run(answer=False)))
    page = (await client.get("/probes")).text
    assert "✕" in page
    assert "Problem" in page


async def test_the_page_keeps_failures_apart_from_answers(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    finding = Finding(FindingKind.MISSING_IN_BOOK, "0137-1", since=made.now)
    watching(
        made.watch(
            "ozon-orders",
            "apteka",
            made.run(600, answer=False, findings=[finding], total=12, log=["page 1, 200 rows"]),
            made.run(reason=Reason.UNAUTHORIZED, message="401 from ozon", log=["asks again"]),
        )
    )
    page = (await client.get("/probes/apteka/ozon-orders")).text
    assert "Cannot ask" in page
    assert "The worst 1 of 12." in page
    assert _order(
        page,
        "<h2>Findings",
        "0137-1",
        "<h2>Last answer",
        "<h2>Last failure",
        "<p>401 from ozon</p>",
        "asks again",
    )
    assert "1 × unauthorized" in page


async def test_the_log_of_a_failure_stays_after_an_answer(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    failed = made.run(60, reason=Reason.TIMEOUT, log=["waits for page 7"])
    watching(made.watch("p", "d", failed, made.run(answer=True, log=["all read"])))
    page = (await client.get("/probes/d/p")).text
    assert _order(page, "Log of that run", "waits for page 7", "Log of the last run", "all read")


async def test_settings_are_shown_without_secrets(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    watching(made.watch())
    for path in ("/probes/apteka/ozon-orders", "/probes/apteka/ozon-orders.json"):
        text = (await client.get(path)).text
        assert "/run/secrets/ozon" in text
        assert "(hidden)" in text
        assert "hunter2" not in text
        assert "every" in text


async def test_nothing_from_a_remote_side_becomes_markup(
    client: httpx.AsyncClient, watching: Any, made: Any
) -> None:
    finding = Finding(FindingKind.STATUS_UNMAPPED, EVIL, EVIL, EVIL, made.now, EVIL)
    watching(
        made.watch(
            "p",
            "d",
            made.run(60, reason=Reason.TIMEOUT, message=EVIL),
            made.run(answer=False, findings=[finding], log=[EVIL]),
        )
    )
    for path in ("/probes", "/probes/d/p"):
        page = (await client.get(path)).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page
    page = (await client.get("/probes", params={"dealer": EVIL, "state": EVIL})).text
    assert "<script" not in page


async def test_a_running_probe_shows_itself_anew(client: httpx.AsyncClient, watching: Any, made: Any) -> None:
    watch = made.watch()
    watching(watch)
    assert "http-equiv" not in (await client.get("/probes/apteka/ozon-orders")).text
    watch.running = True
    assert 'http-equiv="refresh" content="3"' in (await client.get("/probes/apteka/ozon-orders")).text


async def test_machines_get_json_and_csv(client: httpx.AsyncClient, watching: Any, made: Any) -> None:
    watching(made.watch("p", "d", made.run(answer=False, findings=[Finding(FindingKind.SILENT, "ozon")])))
    assert (await client.get("/probes/d/p.json")).json()["last_answer"]["findings"][0]["subject"] == "ozon"
    table = await client.get("/probes/d/p.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="d-p.csv"'
    assert table.text.splitlines()[1].startswith("silent,ozon")


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
async def test_a_name_alone_leads_to_the_only_probe_of_that_name(
    client: httpx.AsyncClient, watching: Any, made: Any, ending: str
) -> None:
    watching(made.watch())
    answer = await client.get(f"/probes/ozon-orders{ending}", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, f"/probes/apteka/ozon-orders{ending}")


@pytest.mark.parametrize(
    "path",
    ["/probes/apteka/x", "/probes/apteka/x.json", "/probes/apteka/x.csv", "/probes/x", "/probes/x.json"],
)
async def test_an_unknown_probe_is_a_clear_404(
    client: httpx.AsyncClient, watching: Any, made: Any, path: str
) -> None:
    watching(made.watch())
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.text.startswith("There is no probe ")
