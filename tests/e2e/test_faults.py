"""The book of faults holds in the running bundle."""

import subprocess
import sys
from pathlib import Path

import pytest

from bizprobe.bundle.tools import find_program
from bizprobe.sandbox.book import BOOK

pytestmark = pytest.mark.e2e

LONGEST = 720
"""Seconds that `make faults` may take."""


@pytest.fixture(autouse=True)
def tools() -> None:
    for names in (("prometheus",), ("alertmanager", "prometheus-alertmanager")):
        if find_program(*names) is None:
            pytest.skip(f"{names[0]} is not installed")


def test_every_fault_comes_to_the_alert_that_the_book_names_in_time_and_to_no_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bizprobe.bundle.faults"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=LONGEST)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[-1] == f"{len(BOOK)} of {len(BOOK)} are as the book says"
