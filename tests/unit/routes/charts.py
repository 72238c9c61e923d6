"""Maps for tests: a small one in which everything stands once, and the checked-in one."""

from pathlib import Path

from bizprobe.routes.load import Escalation, load_escalation

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
COMPLETE = (HERE / "complete.yml").read_text()
INHIBITION = (ROOT / "alertmanager" / "inhibition.yml").read_text()


def written(folder: Path, text: str = COMPLETE) -> Path:
    """The map as a file of this folder, beside its rules."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "rules.yml").write_text((HERE / "rules.yml").read_text())
    file = folder / "escalation.yml"
    file.write_text(text)
    return file


def loaded(folder: Path, text: str = COMPLETE) -> Escalation:
    return load_escalation(written(folder, text), folder / "rules")


def checked_in() -> Escalation:
    return load_escalation(ROOT / "alertmanager" / "escalation.yml", ROOT / "prometheus" / "rules")
