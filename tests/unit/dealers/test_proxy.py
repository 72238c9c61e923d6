"""vmauth's configuration: every dealer who may look, pinned to itself."""

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.dealers.proxy import proxy_config
from bizprobe.errors import SecretError
from bizprobe.settings.load import parse_settings

CONFIG = """
dealers:
  a-b: {timezone: UTC, grafana: {password: "${A}"}, systems: {}, channels: {}, probes: {}}
  blind: {timezone: UTC, systems: {}, channels: {}, probes: {}}
"""
WRITTEN = r"""# Made by `bizprobe dealers proxy`. It holds passwords: keep it where only vmauth can read it.
users:
- username: a-b
  password: 'sesame: "x"'
  url_map:
  - src_paths:
    - /api/v1/query
    - /api/v1/query_range
    - /api/v1/series
    - /api/v1/labels
    - /api/v1/label/[^/]+/values
    - /api/v1/status/buildinfo
    url_prefix: http://store:8428/?extra_label=dealer%3Da-b
  - src_paths:
    - /probes/a\-b/[^/]+
    url_prefix: http://exporter:19310
"""


def test_only_who_may_look_is_a_user_and_is_pinned_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", 'sesame: "x"')
    settings = parse_settings(CONFIG, find_kinds())
    assert proxy_config(settings, "http://store:8428/", "http://exporter:19310/") == WRITTEN


def test_without_an_exporter_there_are_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "sesame")
    assert "probes" not in proxy_config(parse_settings(CONFIG, find_kinds()), "http://store:8428")


def test_a_password_that_cannot_be_read_is_named_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A", raising=False)
    with pytest.raises(SecretError, match=r"^environment variable A is not set$"):
        proxy_config(parse_settings(CONFIG, find_kinds()), "http://store:8428")
