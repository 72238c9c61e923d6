"""`bizprobe routes` on a small map, and on the checked-in one."""

import sys
from pathlib import Path

import pytest

from bizprobe.cli import main
from tests.unit.routes.charts import COMPLETE, INHIBITION, ROOT, written


@pytest.fixture
def chart(tmp_path: Path) -> list[str]:
    """The options that name a small map and its rules."""
    (tmp_path / "inhibition.yml").write_text(INHIBITION)
    return ["--map", str(written(tmp_path)), "--rules", str(tmp_path / "rules")]


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bizprobe", "routes", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def test_a_complete_map_is_summed_up(
    chart: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, *chart) == 0
    assert capsys.readouterr().out.endswith(
        "escalation.yml is complete: 4 incidents, 3 teams, 2 ladders; "
        "each of 5 alerts has an owner and a receiver\n"
    )


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (["--for", "0.25"], "alertmanager/alertmanager.yml"),
        (["--for", "current"], "alertmanager/alertmanager.current.yml"),
        (["--messages", "en"], "alertmanager/templates/bizprobe.en.tmpl"),
        (["--messages", "ru"], "alertmanager/templates/bizprobe.ru.tmpl"),
        (["--owners"], "prometheus/rules/owners.yml"),
        (["--page", "en"], "docs/responsibility.md"),
        (["--page", "ru"], "docs/responsibility.ru.md"),
    ],
)
def test_it_prints_what_is_checked_in(
    arguments: list[str], file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, *arguments) == 0
    assert capsys.readouterr().out == (ROOT / file).read_text()


def test_a_file_is_written_only_if_all_is_well(
    chart: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "alertmanager.yml"
    assert ended(monkeypatch, *chart, "--for", "0.25", "--output", str(target)) == 0
    good = target.read_text()
    assert good.startswith("# For Alertmanager 0.25.")
    written(tmp_path, COMPLETE.replace("  price-gap: {", "  price-gab: {"))
    assert ended(monkeypatch, *chart, "--for", "0.25", "--output", str(target)) == 2
    assert target.read_text() == good
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--for", "0.20"],
            "Error: --for takes 0.25, a later release such as 0.34, or current; got '0.20'",
        ),
        (["--page", "de"], "Error: --page takes en or ru; got 'de'"),
        (["--messages", "de"], "Error: --messages takes en or ru; got 'de'"),
        (
            ["--page", "en", "--owners"],
            "Error: expected one of --for, --page, --messages and --owners",
        ),
    ],
)
def test_what_cannot_be_made_is_a_usage_error(
    chart: list[str],
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ended(monkeypatch, *chart, *arguments) == 2
    assert capsys.readouterr().err.strip() == says


def test_without_its_inhibition_nothing_is_compiled(
    chart: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inhibition.yml").unlink()
    assert ended(monkeypatch, *chart, "--for", "0.25") == 2
    assert (
        capsys.readouterr().err.strip().endswith("inhibition.yml: cannot be read: No such file or directory")
    )
