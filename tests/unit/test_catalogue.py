"""What third parties offer in vain harms nobody else."""

from importlib import invalidate_caches
from pathlib import Path

import pytest

from bizprobe.catalogue import find_kinds
from bizprobe.errors import ConfigError
from bizprobe.settings.load import parse_settings

GOOD = """
from typing import Literal
from bizprobe.marketplaces.base import ChannelKind
from bizprobe.settings.blocks import ChannelSettings, ProbeSettings
class Settings(ChannelSettings):
    kind: Literal["{name}"]
KIND = ChannelKind("{name}", Settings, lambda settings, around: None)
"""
BROKEN = {
    "import": ("import nowhere_at_all", "it cannot be imported: ModuleNotFoundError: No module named"),
    "end": ("raise SystemExit(3)", "it cannot be imported: SystemExit: 3"),
    "syntax": ("KIND =", "it cannot be imported: SyntaxError"),
    "missing": ("", "it cannot be imported: AttributeError"),
    "other": ("KIND = 7", "it is no ChannelKind; the entry point ends in :KIND"),
    "twin": (GOOD.format(name="ozon"), "the kind 'ozon' is that of bizprobe already"),
    "foreign": (
        GOOD.format(name="foreign").replace("(ChannelSettings)", "(ProbeSettings)"),
        "its settings are no ChannelSettings",
    ),
    "nameless": (
        GOOD.format(name="nameless").replace('Literal["nameless"]', "str"),
        'its settings lack kind: Literal["nameless"]',
    ),
}


def offer(folder: Path, package: str, name: str, code: str) -> None:
    """Puts a package there as pip would."""
    module = package.replace("-", "_")
    (folder / f"{module}.py").write_text(code)
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[bizprobe.marketplaces]\n{name} = {module}:KIND\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("case", BROKEN)
def test_a_kind_that_cannot_be_used_is_named_with_its_package(case: str, site: Path) -> None:
    code, words = BROKEN[case]
    before = find_kinds()
    offer(site, f"broken-{case}", case, code)
    offer(site, f"good-{case}", "lavka", GOOD.format(name="lavka"))
    invalidate_caches()
    kinds = find_kinds()
    (broken,) = kinds.broken
    assert (broken.section, broken.name, broken.package) == ("channels", case, f"broken-{case} 1.0")
    assert words in broken.fault
    assert set(kinds.channels) == {*before.channels, "lavka"}
    assert kinds.channels["ozon"] is before.channels["ozon"]


def test_two_packages_with_one_kind_leave_it_to_the_first(site: Path) -> None:
    offer(site, "first-lavka", "lavka", GOOD.format(name="lavka"))
    offer(site, "second-lavka", "lavka2", GOOD.format(name="lavka"))
    invalidate_caches()
    kinds = find_kinds()
    (broken,) = kinds.broken
    assert str(broken) == (
        "the package second-lavka 1.0 offers 'lavka2' for channels, "
        "but the kind 'lavka' is that of first-lavka 1.0 already"
    )
    assert kinds.channels["lavka"].settings.__module__ == "first_lavka"


def test_who_uses_a_broken_kind_is_told_why(site: Path) -> None:
    offer(site, "broken-lavka", "lavka", "import nowhere_at_all")
    invalidate_caches()
    text = "dealers:\n  apteka:\n    timezone: UTC\n    channels:\n      lavka: {kind: lavka}\n"
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, find_kinds())
    (fault,) = caught.value.faults
    assert str(fault) == (
        "bizprobe.yml:5:21: dealers.apteka.channels.lavka.kind: the package broken-lavka 1.0 offers 'lavka' "
        "for channels, but it cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'"
    )


def test_without_third_parties_nothing_is_broken() -> None:
    assert find_kinds().broken == []
