"""The technician's pages: every command, file and link on them exists, so that nobody types what cannot work."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.launch.command import COMMANDS
from shared.launch.processes import command_line

ROOT = Path(__file__).parents[3]
PAGES = [*sorted((ROOT / "docs" / "technician").glob("*.md")), ROOT / "deploy" / "README.md"]
_COMMAND = re.compile(r"motcua(?:-server)? ((?!run\b)[a-z]+)((?: [a-z]+)?)([^`\n#]*)")


def commands() -> list[tuple[str, str, str]]:
    """Every `motcua …` of the pages as command, deed and the rest of its line."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        code = [*re.findall(r"```\n(.+?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
        for piece in code:
            for command, deed, rest in _COMMAND.findall(piece):
                if command in COMMANDS:
                    found.append((command, deed.strip(), rest))
    return found


def test_the_pages_name_only_commands_that_exist() -> None:
    named = {
        word
        for page in PAGES
        for word in re.findall(r"(?:sudo motcua-server|\.venv/bin/motcua) ([a-z]+)", page.read_text("utf-8"))
    }
    assert named - set(COMMANDS) == set()
    assert {"doctor", "logs", "backup", "restore", "token", "user"} <= named


@pytest.mark.parametrize(
    "command", sorted({(command, deed) for command, deed, _ in commands()}), ids=" ".join
)
def test_a_commands_options_exist(
    command: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for word in command if word]
    if command[0] not in ("token", "user", "catalogue"):
        words = words[:1]
    if words[0] == "serve":
        # The server patches its whole process before it knows what it is asked.
        shown = subprocess.run(
            command_line("serve", "--help"), capture_output=True, encoding="utf-8", check=True, cwd=ROOT
        ).stdout
    else:
        shown = _helped(words, monkeypatch, capsys)
    rests = [rest for name, deed, rest in commands() if (name, deed) == command]
    wanted = {option for rest in rests for option in re.findall(r"--[a-z-]+", rest)}
    assert wanted - set(re.findall(r"--[a-z-]+", shown)) == set()


def _helped(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command's `--help` prints, in this process: starting Python anew for each would take a second or two."""
    module, *first = COMMANDS[words[0]]
    found = importlib.import_module(module)
    if not hasattr(found, "main"):
        found = importlib.import_module(f"{module}.__main__")
    monkeypatch.setattr(sys, "argv", ["motcua", *first, *words[1:], "--help"])
    with pytest.raises(SystemExit) as ended:
        found.main()
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    missing = []
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        file, _, place = target.partition("#")
        other = (page.parent / file).resolve() if file else page
        if not other.exists():
            missing.append(target)
        elif place:
            text = other.read_text("utf-8")
            headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
            if f'<a id="{place}"></a>' not in text and place not in headings:
                missing.append(target)
    assert missing == []


def _anchor(heading: str) -> str:
    """The anchor that a forge makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_unit_that_the_pages_name_exists() -> None:
    units = {unit.stem for unit in (ROOT / "deploy" / "systemd").glob("*.service")}
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"(?:systemctl \w+|journalctl -u) (motcua-[a-z-]+)", text))
    assert named - units == set()
    assert {"motcua-server", "motcua-kiosk", "motcua-display", "motcua-kiosk-browser"} <= named
