"""The dashboards as they are checked in."""

import shutil
from pathlib import Path

import pytest

from build import TARGET, compiled, stale, write


def test_what_is_checked_in_is_what_the_source_says() -> None:
    assert stale(TARGET) == []


def test_compiling_twice_gives_the_same_files() -> None:
    assert compiled() == compiled()


@pytest.mark.parametrize("damage", ["changed", "removed", "left over"])
def test_a_file_that_is_not_fresh_is_named_and_repaired(tmp_path: Path, damage: str) -> None:
    shutil.copytree(TARGET, tmp_path, dirs_exist_ok=True)
    path = {
        "changed": Path("business/bizprobe-channels.json"),
        "removed": Path("business/bizprobe-order-flow.json"),
        "left over": Path("business/bizprobe-yesterday.json"),
    }[damage]
    (tmp_path / path).write_text("{}")
    if damage == "removed":
        (tmp_path / path).unlink()
    assert stale(tmp_path) == [path]
    write(tmp_path)
    assert stale(tmp_path) == []
