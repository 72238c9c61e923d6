"""What was scraped minute by minute, as series, and as a test of promtool that runs all rules over it."""

import math
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import yaml

_TIME = re.compile(r"\w+_timestamp_seconds\b")
_JOB = 'job="bizprobe",instance="127.0.0.1:19310"'


class Film:
    """The series of a time that begins at `start`, in Unix seconds; a value for each minute.

    promtool's time begins in 1970: what is a moment counts from `start`, a midnight, so that hours stay.
    """

    def __init__(self, start: float) -> None:
        self._start = start
        self._minutes = 0
        self.series: dict[str, list[float | None]] = {}

    def add(self, page: bytes) -> None:
        """A scrape."""
        for line in page.decode().splitlines():
            if not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                self._put(name, float(value))
        self._put("up", 1.0)
        self._minutes += 1

    def values(self, name: str) -> Iterator[tuple[str, list[float]]]:
        """The series of a family with the values that they had."""
        for series, values in self.series.items():
            if re.split(r"[{ ]", series)[0] == name:
                yield series, [value for value in values if value is not None]

    def seen(self, rules: Sequence[Path], expr: str, folder: Path) -> Mapping[str, float]:
        """The samples of a query at the end, after every rule was evaluated each minute."""
        expected = {"expr": expr, "eval_time": f"{self._minutes - 1}m", "exp_samples": []}
        test = {
            "interval": "1m",
            "external_labels": {"runbooks": "docs/runbooks", "grafana": "http://grafana"},
            "input_series": [
                {"series": _with_job(name), "values": _written(values, self._minutes)}
                for name, values in self.series.items()
            ],
            "promql_expr_test": [expected],
        }
        files = {"rule_files": [str(rule) for rule in rules], "evaluation_interval": "1m", "tests": [test]}
        path = folder / "film.yml"
        path.write_text(yaml.dump(files, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper)))
        done = subprocess.run(["promtool", "test", "rules", str(path)], capture_output=True, text=True)
        return _got(done.stdout + done.stderr) if done.returncode else {}

    def _put(self, name: str, value: float) -> None:
        if _TIME.match(name) and value:
            value -= self._start
        values = self.series.setdefault(name, [])
        values += [None] * (self._minutes - len(values))
        values.append(value)


def _with_job(series: str) -> str:
    name, brace, labels = series.partition("{")
    return f"{name}{{{_JOB},{labels}" if brace else f"{name}{{{_JOB}}}"


def _written(values: Sequence[float | None], minutes: int) -> str:
    padded = [*values, *[None] * (minutes - len(values))]
    return " ".join(_run(value, len(list(group))) for value, group in groupby(padded))


def _run(value: float | None, times: int) -> str:
    if value is None:
        return f"_x{times}"
    text = "inf" if math.isinf(value) else f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{text}+0x{times - 1}" if times > 1 else text


def _got(told: str) -> dict[str, float]:
    """From promtool's words `got:"{...} 5E+00, {...} 1E+00"`, which come once for a test that failed."""
    [got] = re.findall(r"got:\s*\"?(.*?)\"?\n", told) or [told]
    samples = re.findall(r"(\w*\{.*?\}) ([-+.\dE]+)", got.replace('\\"', '"'))
    assert samples, told
    return {labels: float(value) for labels, value in samples}
