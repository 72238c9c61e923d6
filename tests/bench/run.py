"""`make bench`: scrapes against prometheus-client, comparisons against json + Decimal, rules over blocks."""

import argparse
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path

import arrival
import compare
import rules
import scrape
from scrape import Figures
from series import readings

_ROOT = Path(__file__).parents[2]
_OURS, _THEIRS = "bizprobe", ("registry", "collector")
_COLUMNS = {
    "p50_ms": "p50 ms",
    "worst_ms": "worst ms",
    "cpu_ms": "CPU ms",
    "stall_ms": "stall ms",
    "idle_ms": "idle ms",
    "own_mb": "own MiB",
    "peak_mb": "peak MiB",
    "body_kb": "body KiB",
}
_TITLES = {
    "bizprobe": "bizprobe",
    "registry": "prometheus-client",
    "collector": "prometheus-client, collector",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="1k and 10k series, few rounds")
    quick = arguments.parse_args().quick
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    print(f"{'series':>7}  {'server':<28}" + "".join(f"{title:>10}" for title in _COLUMNS.values()))
    report = {str(series): _compare(series, quick=quick) for series in sizes}
    arrived = arrival.measure(rounds=200 if quick else 2000)
    print(
        f"a reading of 88 series arrives: {arrived['board_us']:.0f} us on the board, "
        f"{arrived['client_us']:.0f} us set in prometheus-client"
    )
    _write("scrape", {"scrape": report, "arrival": arrived})
    _write("compare", {"compare": compare.measure(quick=quick)})
    _write("rules", {"rules": rules.measure(quick=quick)})


def _write(name: str, figures: dict[str, object]) -> None:
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    out = _ROOT / ".bench" / f"{name}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"machine": machine, **figures}, indent=2) + "\n")
    print(f"written to {out.relative_to(_ROOT)}")


def _compare(series: int, *, quick: bool) -> dict[str, object]:
    figures: dict[str, Figures] = {}
    expected = _expected(series)
    for kind in (_OURS, *_THEIRS):
        figures[kind], body = scrape.measure(kind, series, _rounds(kind, series, quick=quick))
        if scrape.samples(body) != expected:
            raise SystemExit(f"{kind} does not show the {series} series as they were given")
        print(_line(series, kind, figures[kind]), flush=True)
    ratios = {kind: _ratios(figures[_OURS], figures[kind]) for kind in _THEIRS}
    for kind, ratio in ratios.items():
        print(f"{'':7}  {_TITLES[kind]} : bizprobe = {ratio['cpu']:.0f} in CPU, {ratio['p50']:.0f} in time")
    return {"figures": {kind: asdict(found) for kind, found in figures.items()}, "theirs_to_ours": ratios}


def _rounds(kind: str, series: int, *, quick: bool) -> int:
    """Enough for a steady median. The slow ones are steady at once."""
    if quick or (kind != _OURS and series > 10_000):
        return 4
    return 25 if kind == _OURS else 10


def _expected(series: int) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.family.name, frozenset(zip(sample.family.labels, sample.labels, strict=True))): sample.value
        for _, samples in readings(series)
        for sample in samples
    }


def _ratios(ours: Figures, theirs: Figures) -> dict[str, float]:
    return {
        "cpu": theirs.cpu_ms / ours.cpu_ms,
        "p50": theirs.p50_ms / ours.p50_ms,
        "peak": theirs.peak_mb / ours.peak_mb,
    }


def _line(series: int, kind: str, found: Figures) -> str:
    return f"{series:>7}  {_TITLES[kind]:<28}" + "".join(
        f"{getattr(found, name):>10.2f}" for name in _COLUMNS
    )


if __name__ == "__main__":
    main()
