"""The bizprobe.yml that watches the sandbox: the first configuration that a user sees."""

from importlib.resources import files
from pathlib import Path

FILE = "bizprobe.yml"
_TEMPLATE = "demo.yml"
_URL = "http://sandbox.invalid"
_DIRECTORY = "/sandbox"


def config_text(directory: Path, url: str) -> str:
    """The configuration for a sandbox that answers at `url` and keeps its files in `directory`."""
    template = files("bizprobe.sandbox").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return template.replace(_URL, url).replace(f"{_DIRECTORY}/", f"{directory}/")


def write_config(directory: Path, url: str) -> Path:
    """Writes the configuration into `directory`, which is made if it is not there. Returns the file."""
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / FILE
    fresh = file.with_suffix(".new")
    fresh.write_text(config_text(directory, url), encoding="utf-8")
    fresh.replace(file)
    return file
