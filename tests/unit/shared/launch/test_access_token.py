"""The token that kiosks and displays start with: from a file or the environment, and never nonsense."""

from collections.abc import Callable
from pathlib import Path

import pytest

import display.__main__ as display
import kiosk.__main__ as kiosk
import queue_server.simulation.__main__ as simulation
from shared.launch import access_token

TOKEN = "uVA3GxlqdjJgPEgW_z9obM30fXYTmgweZAvurfcEqBA"
NO_TOKENS = (b"\xff\xfe\x00", b"two\nlines", "th\u1ebb".encode(), b'{"token": "x"}', b"\x00" * 40)
_PLACE = ["--id", "x-1", "--server", "http://127.0.0.1:9"]


def start_kiosk(file: Path, folder: Path) -> object:
    return kiosk.main(
        [*_PLACE, "--token-file", str(file), "--port", "9", "--data-dir", str(folder), "--printer", "none"]
    )


def start_display(file: Path, _: Path) -> object:
    return display.main([*_PLACE, "--token-file", str(file), "--headless", "--mute"])


def test_the_file_is_stronger_than_the_environment_which_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(f"\ufeff{TOKEN}\r\n", "utf-8")
    monkeypatch.setenv(access_token.VARIABLE, "other")
    assert access_token.given(tmp_path / "token") == TOKEN
    monkeypatch.setenv(access_token.VARIABLE, f" {TOKEN}\n")
    assert [access_token.given(None), access_token.given(None)] == [TOKEN, ""]


def start_simulation(file: Path, _: Path) -> object:
    return simulation.parse(["--server", "http://127.0.0.1:9", "--token-file", str(file)])


@pytest.mark.parametrize("start", [start_kiosk, start_display, start_simulation])
@pytest.mark.parametrize("written", NO_TOKENS)
def test_a_damaged_token_file_is_named_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: bytes, start: Callable[[Path, Path], object]
) -> None:
    file = tmp_path / "kiosk.token"
    file.write_bytes(written)
    try:
        status = start(file, tmp_path / "data")
    except SystemExit as ended:
        status = ended.code
    said = capsys.readouterr().err
    assert status not in (0, None)
    assert str(file) in said
    assert "motcua token create" in said
