"""Compiles the dashboards to the JSON that Grafana is provisioned with: grafana/dashboards/FOLDER/UID.json.

python grafana/source/build.py            write them, and remove those that have no source any more
python grafana/source/build.py --check    exit with 1 if a file is not what the source says
"""

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder

import dashboards
import dashboards.dealer
from panels.page import Page
from speech.en import ENGLISH
from speech.ru import RUSSIAN

TARGET = Path(__file__).parent.parent / "dashboards"


def pages() -> Iterator[Page]:
    """Every module of `dashboards` is one page, every module of `dashboards.dealer` one in each language."""
    for module in _modules(dashboards):
        yield module.build()
    for module in _modules(dashboards.dealer):
        for speech in (ENGLISH, RUSSIAN):
            yield module.build(speech)


def _modules(room: ModuleType) -> Iterator[Any]:
    for found in sorted(pkgutil.iter_modules(room.__path__), key=lambda found: found.name):
        if not found.ispkg:
            yield importlib.import_module(f"{room.__name__}.{found.name}")


def compiled() -> dict[Path, str]:
    """What should lie where, by the path below `grafana/dashboards`."""
    files = {}
    for page in pages():
        text = json.dumps(
            page.dashboard.build(), cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False
        )
        files[Path(page.folder) / f"{json.loads(text)['uid']}.json"] = text + "\n"
    return files


def stale(target: Path) -> list[Path]:
    """The files that are missing, differ or have no source."""
    wanted = compiled()
    there = {path.relative_to(target): path.read_text("utf-8") for path in target.rglob("*.json")}
    return sorted(path for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path))


def write(target: Path) -> None:
    wanted = compiled()
    for path in target.rglob("*.json"):
        if path.relative_to(target) not in wanted:
            path.unlink()
    for path, text in wanted.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile the dashboards.")
    parser.add_argument("--check", action="store_true", help="only say what is not fresh")
    if not parser.parse_args().check:
        write(TARGET)
        return 0
    outdated = stale(TARGET)
    for path in outdated:
        sys.stderr.write(f"not fresh: {TARGET / path}; run make dashboards\n")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
