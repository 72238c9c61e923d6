"""promtool's word on configuration, rules and what the rules do: the installed one's and a current one's."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.monitoring import current, program
from tests.unit.rules.rulebook import PROMETHEUS, TEST_FILES


@pytest.fixture(params=["installed", "current"])
def promtool(request: pytest.FixtureRequest) -> str:
    return program("promtool") if request.param == "installed" else current("promtool", least=(3, 0))


def told(promtool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool, *arguments], capture_output=True, text=True, check=False)


def test_the_configuration_and_its_rules_are_valid(promtool: str) -> None:
    checked = told(
        promtool, "check", "config", "--lint=all", "--lint-fatal", str(PROMETHEUS / "prometheus.yml")
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("file", TEST_FILES, ids=lambda file: file.stem)
def test_the_rules_do_what_their_tests_say(promtool: str, file: Path) -> None:
    tested = told(promtool, "test", "rules", str(file))
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_every_file_of_rules_has_a_file_of_tests() -> None:
    tested = {file.stem.removesuffix("_edges") for file in TEST_FILES}
    assert tested == {file.stem for file in (PROMETHEUS / "rules").glob("*.yml")}
