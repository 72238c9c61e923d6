"""Secrets come from a file or from the environment and never show."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from bizprobe.errors import Reason, SecretError
from bizprobe.settings.secret import Secret, SecretFile


class Block(BaseModel):
    key: Secret | None = None
    key_file: SecretFile | None = None


def test_a_secret_of_the_environment_is_read_when_used(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = Block.model_validate({"key": "${SHOP_KEY}"}).key
    assert secret is not None
    with pytest.raises(SecretError, match="environment variable SHOP_KEY is not set") as caught:
        secret.reveal()
    assert caught.value.reason is Reason.SECRET
    monkeypatch.setenv("SHOP_KEY", "hunter2\n")
    assert secret.reveal() == "hunter2"


def test_a_secret_file_is_read_at_each_use(tmp_path: Path) -> None:
    file = tmp_path / "key"
    secret = Block.model_validate({"key_file": str(file)}).key_file
    assert secret is not None
    with pytest.raises(SecretError) as caught:
        secret.reveal()
    assert str(caught.value) == f"secret file {file} cannot be read: No such file or directory"
    file.write_text("first\n")
    assert secret.reveal() == "first"
    file.write_text("rotated")
    assert secret.reveal() == "rotated"
    file.write_text(" \n")
    with pytest.raises(SecretError, match="is empty"):
        secret.reveal()


@pytest.mark.parametrize("value", ["hunter2", "${}", "x${A}", "", 5])
def test_a_secret_is_never_written_in_the_configuration(value: object) -> None:
    with pytest.raises(ValueError, match="a secret is not written here"):
        Block.model_validate({"key": value})


def test_a_secret_shows_its_place_and_not_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "hunter2")
    block = Block.model_validate({"key": "${SHOP_KEY}", "key_file": "/run/secrets/shop"})
    shown = f"{block!r} {block} {block.model_dump()} {block.model_dump_json()}"
    assert "hunter2" not in shown
    assert block.model_dump(mode="json") == {"key": "${SHOP_KEY}", "key_file": "/run/secrets/shop"}


def test_the_same_place_is_the_same_secret() -> None:
    assert Secret(variable="A") == Secret(variable="A")
    assert Secret(variable="A") != Secret(variable="B")
    assert len({Secret(file=Path("/a")), Secret(file=Path("/a"))}) == 1
