import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bizprobe.web.origin import require_same_origin


def _request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://Bizprobe.test:19310"},
        {"origin": "http://bizprobe.test:19310", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "https://watch.example"},
    ],
)
def test_our_own_pages_and_tools_may_ask(headers: dict[str, str]) -> None:
    require_same_origin(_request(host="bizprobe.test:19310", **headers), "https://watch.example/bizprobe")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.test"},
        {"origin": "http://bizprobe.test"},
        {"origin": "null"},
        {"origin": ""},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://bizprobe.test:19310", "sec_fetch_site": "cross-site"},
    ],
)
@pytest.mark.parametrize("external_url", ["", "https://watch.example"])
def test_other_sites_may_not(headers: dict[str, str], external_url: str) -> None:
    with pytest.raises(HTTPException) as caught:
        require_same_origin(_request(host="bizprobe.test:19310", **headers), external_url)
    assert caught.value.status_code == 403
