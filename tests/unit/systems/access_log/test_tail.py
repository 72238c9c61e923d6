"""A log is read on where reading ended, through its rotation."""

import gzip
import shutil
from pathlib import Path

import pytest

from bizprobe.systems.access_log.tail import Place, begin, read_on


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "stock.log"
    path.write_text("")
    return path


def write(log: Path, *lines: str) -> None:
    with log.open("a") as file:
        file.writelines(f"{line}\n" for line in lines)


class Reader:
    """Reads on, as often as there is more."""

    def __init__(self, log: Path, place: Place | None = None) -> None:
        self.log = log
        self.place = place or Place()
        self.joined = True

    def lines(self) -> list[str]:
        found: list[str] = []
        whole = False
        self.joined = True
        while not whole:
            tail = read_on(self.log, self.place)
            found += tail.lines
            self.place, whole = tail.place, tail.whole
            self.joined = self.joined and tail.joined
        return found


def test_only_what_is_new_is_read_and_a_line_only_when_it_is_finished(log: Path) -> None:
    reader = Reader(log)
    write(log, "one", "two")
    assert reader.lines() == ["one", "two"]
    assert reader.lines() == []
    with log.open("a") as file:
        file.write("thr")
    assert reader.lines() == []
    write(log, "ee", "four")
    assert reader.lines() == ["three", "four"]


def renamed(log: Path) -> None:
    log.rename(f"{log}.1")
    log.write_text("")


def dated(log: Path) -> None:
    log.rename(f"{log}-20261122")
    log.write_text("")


def copied_and_truncated(log: Path) -> None:
    shutil.copy(log, f"{log}.1")
    with log.open("r+") as file:
        file.truncate(0)


def packed(log: Path) -> None:
    with gzip.open(f"{log}.1.gz", "wb") as file:
        file.write(log.read_bytes())
    log.unlink()
    log.write_text("")


@pytest.mark.parametrize("rotate", [renamed, dated, copied_and_truncated, packed])
def test_nothing_is_lost_when_the_log_is_rotated(log: Path, rotate: object) -> None:
    assert callable(rotate)
    reader = Reader(log)
    write(log, "one")
    assert reader.lines() == ["one"]
    write(log, "two")
    rotate(log)
    assert reader.lines() == ["two"]
    write(log, "three", "four", "five")
    assert (reader.lines(), reader.joined) == (["three", "four", "five"], True)
    write(log, "six")
    rotate(log)
    write(log, "seven")
    assert (reader.lines(), reader.joined) == (["six", "seven"], True)


def test_a_server_may_go_on_writing_to_the_renamed_file_until_it_is_told(log: Path) -> None:
    reader = Reader(log)
    write(log, "one")
    reader.lines()
    renamed(log)
    write(Path(f"{log}.1"), "two")
    assert reader.lines() == ["two"]
    write(Path(f"{log}.1"), "three")
    write(log, "four")
    assert reader.lines() == ["three", "four"]


def test_a_part_that_is_gone_is_told(log: Path) -> None:
    reader = Reader(log)
    write(log, "one")
    reader.lines()
    log.write_text("another\n")
    assert (reader.lines(), reader.joined) == (["another"], False)
    write(log, "more")
    assert (reader.lines(), reader.joined) == (["more"], True)


def test_the_first_read_begins_with_a_whole_line_near_the_end(log: Path) -> None:
    write(log, *(f"line {number:04}" for number in range(1000)))
    reader = Reader(log, begin(log, 25))
    assert reader.lines() == ["line 0998", "line 0999"]
    assert Reader(log, begin(log, 10**6)).lines()[0] == "line 0000"


def test_a_long_log_comes_in_parts(log: Path) -> None:
    line = "x" * 999
    write(log, *[line] * 10_000)
    first = read_on(log, Place())
    assert not first.whole
    assert 0 < len(first.lines) < 10_000
    assert Reader(log).lines() == [line] * 10_000


def test_a_missing_log_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        begin(tmp_path / "missing.log", 1)
    with pytest.raises(FileNotFoundError):
        read_on(tmp_path / "missing.log", Place())
