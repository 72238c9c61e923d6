"""A run keeps its data apart, and never touches what it did not make."""

from pathlib import Path

import pytest

from bizprobe.bundle.folder import run_folder
from bizprobe.errors import BundleError


def test_the_sandbox_begins_anew_each_time(tmp_path: Path) -> None:
    with run_folder(tmp_path, None) as folder:
        (folder / "old").touch()
    with run_folder(tmp_path, None) as again:
        assert again == folder
        assert not (again / "old").exists()
        assert (again / "logs").is_dir()


def test_a_configuration_of_ones_own_keeps_its_state(tmp_path: Path) -> None:
    config = tmp_path / "my.yml"
    with run_folder(tmp_path / ".run", config) as folder:
        (folder / "state.db").touch()
    with run_folder(tmp_path / ".run", config) as again:
        assert (again / "state.db").exists()


def test_two_configurations_of_the_same_name_do_not_share_a_state(tmp_path: Path) -> None:
    with (
        run_folder(tmp_path, tmp_path / "a" / "my.yml") as one,
        run_folder(tmp_path, tmp_path / "b" / "my.yml") as other,
    ):
        assert one != other


def test_two_sandboxes_run_side_by_side(tmp_path: Path) -> None:
    with run_folder(tmp_path, None) as one, run_folder(tmp_path, None) as other:
        assert one != other


def test_one_configuration_does_not_run_twice(tmp_path: Path) -> None:
    config = tmp_path / "my.yml"
    with run_folder(tmp_path, config), pytest.raises(BundleError, match="already runs"):
        run_folder(tmp_path, config).__enter__()


def test_a_folder_that_somebody_else_made_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "thesis.txt").touch()
    with pytest.raises(BundleError, match="was not made by Bizprobe"):
        run_folder(tmp_path, None).__enter__()
    assert (tmp_path / "sandbox" / "thesis.txt").exists()
