"""A state file for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bizprobe.state.file import StateFile


@pytest.fixture
async def state(tmp_path: Path, anyio_backend: str) -> AsyncIterator[StateFile]:
    file = StateFile(tmp_path / "deep" / "state.db")
    yield file
    await file.aclose()
