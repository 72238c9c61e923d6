"""In which order the faults are injected."""

from dataclasses import replace
from datetime import timedelta

from bizprobe.bundle.faults.proof import WAVES, in_waves
from tests.unit.bundle.faults.cases import SILENT, case


def test_waves_are_of_the_same_size_and_what_takes_longest_is_in_the_first() -> None:
    spans = (30, 400, 90, 200, 60)
    cases = [case(replace(SILENT, within=timedelta(seconds=span))) for span in spans]
    harmless = case(None)
    waves = in_waves([*cases, harmless])
    assert len(waves) == WAVES
    assert waves[0] == [harmless, cases[1], cases[3]]
    assert waves[1] == [cases[2], cases[4], cases[0]]


def test_a_single_fault_is_a_wave_of_its_own() -> None:
    only = case()
    assert in_waves([only]) == [[only]]
