"""Bad configurations and exactly what is said of them."""

from pathlib import Path

import pytest
import yaml

from bizprobe.catalogue import Catalogue, find_kinds
from bizprobe.errors import ConfigError
from bizprobe.settings.load import load_settings, parse_settings

HERE = Path(__file__).parent
GOOD = (HERE / "good.yml").read_text()

CASES = [
    pytest.param(
        case["old"], case["new"], case["messages"], id=case["new"].strip() or f"without {case['old'].strip()}"
    )
    for case in yaml.safe_load((HERE / "bad.yml").read_text())
]
WHOLE_FILES = [
    ("", "bizprobe.yml:1:1: the file is empty; it needs the key dealers"),
    ("# nothing yet\n", "bizprobe.yml:1:1: the file is empty; it needs the key dealers"),
    ("[1]\n", "bizprobe.yml:1:1: expected a mapping; got a list"),
    ("dealers: {}\n", "bizprobe.yml:1:10: dealers: expected entries, at least 1; got none"),
    ("dealers: {a: [1]}\n", "bizprobe.yml:1:14: dealers.a: expected a mapping; got a list"),
    (
        "dealers: {a: {timezone: UTC, probes: [x]}}\n",
        "bizprobe.yml:1:38: dealers.a.probes: expected a mapping; got a list",
    ),
    (
        "dealers: {a: {timezone: UTC}}\nprobes: {}\n",
        "bizprobe.yml:2:1: probes: unknown key; allowed here: dealers",
    ),
    (
        "dealers: !!python/name:os.system {}\n",
        "bizprobe.yml:1:10: dealers: the tag tag:yaml.org,2002:python/name:os.system is not allowed",
    ),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return find_kinds()


def faults(text: str, catalogue: Catalogue) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, catalogue)
    return str(caught.value).split("\n")


def test_the_good_file_is_good(catalogue: Catalogue) -> None:
    dealer = parse_settings(GOOD, catalogue).dealers["apteka"]
    assert (dealer.title, str(dealer.timezone)) == ("Apteka Plus", "Europe/Moscow")
    assert list(dealer.systems) == ["crm"]
    assert list(dealer.channels) == ["ozon", "kupi", "shop"]
    assert list(dealer.probes) == [
        "ozon-orders",
        "kupi-orders",
        "shop-orders",
        "ozon-exchange",
        "ozon-key",
        "ozon-statuses",
    ]


@pytest.mark.parametrize(("old", "new", "messages"), CASES)
def test_a_fault_names_its_place_and_what_would_be_right(
    old: str, new: str, messages: list[str], catalogue: Catalogue
) -> None:
    assert old in GOOD
    assert faults(GOOD.replace(old, new, 1), catalogue) == messages


@pytest.mark.parametrize(("text", "message"), WHOLE_FILES)
def test_a_file_that_is_wrong_as_a_whole_is_refused(text: str, message: str, catalogue: Catalogue) -> None:
    assert message in faults(text, catalogue)


def test_every_fault_is_reported_at_once_in_the_order_of_the_file(catalogue: Catalogue) -> None:
    text = GOOD
    for old, new in (("every: 60s", "every: 60"), ("step: buy", "step: bye"), ("msk\n", "spb\n")):
        text = text.replace(old, new, 1)
    places = [line.split(": ")[:2] for line in faults(text, catalogue)]
    assert places == [
        ["bizprobe.yml:6:69", "dealers.apteka.business_services.online-orders.step"],
        ["bizprobe.yml:41:16", "dealers.apteka.probes.ozon-orders.every"],
        ["bizprobe.yml:43:19", "dealers.apteka.probes.ozon-orders.location"],
    ]


def test_a_secret_written_into_the_file_is_not_repeated(catalogue: Catalogue) -> None:
    for place in ("token: hunter2", 'token: ["hunter2"]', "token: {hunter2: 1}", "tokken: hunter2"):
        assert not any(
            "hunter2" in line for line in faults(GOOD.replace('token: "${CRM_TOKEN}"', place), catalogue)
        )


def test_a_block_with_faults_does_not_hide_those_of_its_neighbours(catalogue: Catalogue) -> None:
    text = GOOD.replace("kind: http_json", "kind: http_jsn").replace("timeout: 30s", "timeout: soon")
    assert [line.split(": ")[1] for line in faults(text, catalogue)] == [
        "dealers.apteka.systems.crm.kind",
        "dealers.apteka.probes.ozon-orders.timeout",
    ]


def test_a_file_is_read_from_disk(tmp_path: Path, catalogue: Catalogue) -> None:
    file = tmp_path / "bizprobe.yml"
    file.write_text(GOOD)
    assert load_settings(file, catalogue) == parse_settings(GOOD, catalogue)
