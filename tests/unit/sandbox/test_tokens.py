from datetime import UTC, datetime, timedelta
from pathlib import Path

from bizprobe.marketplaces.wildberries.token import expires_at
from bizprobe.sandbox.faults import Broken, FaultName
from bizprobe.sandbox.tokens import FILE, TokenFile, signed, token
from bizprobe.sandbox.world import World
from bizprobe.settings.secret import Secret

EXPIRING = Broken("wildberries", FaultName.KEY_EXPIRING)


def test_a_token_tells_its_end_and_is_known_by_its_key(tmp_path: Path) -> None:
    ends = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    text = token("key", ends)
    (tmp_path / FILE).write_text(text)
    assert expires_at(Secret.from_file(str(tmp_path / FILE))) == ends
    assert signed(text, "key")
    assert not signed(text, "another")
    assert not signed("key", "key")


def test_the_file_is_renewed_only_when_the_fault_comes_or_goes(tmp_path: Path, world: World) -> None:
    kept = TokenFile(tmp_path, "key")
    lives = {}
    for name, change in {"first": None, "again": None, "fault": world.inject, "mended": world.mend}.items():
        if change:
            change(EXPIRING)
        kept.keep(world)
        lives[name] = expires_at(Secret.from_file(str(tmp_path / FILE))) - world.now
    assert lives["first"] == lives["again"] == lives["mended"] > timedelta(days=100)
    assert lives["fault"] <= timedelta(days=1)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
