from pathlib import Path

from bizprobe.sandbox import keys


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = keys.keep(tmp_path, ("ozon", "crm"))
    again = keys.keep(tmp_path, ("crm", "ozon"))
    assert first == again
    assert first["ozon"] != first["crm"]
    assert len(first["ozon"]) >= 32
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()} == {0o600}
