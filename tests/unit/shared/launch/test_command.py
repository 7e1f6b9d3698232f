"""The `motcua` dispatcher: every command is listed in both languages and becomes the right program."""

import subprocess
import sys

from shared.launch.command import COMMANDS, help_text, part
from shared.text.messages import section


def motcua(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shared.launch.command", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_help_lists_every_command_in_both_languages() -> None:
    lines = help_text().splitlines()
    listed = {line.split()[0]: line for line in lines if line.startswith("  ")}
    assert list(listed) == list(COMMANDS)
    for lang in ("vi", "en"):
        about = section("command", lang)
        assert all(about[f"commands.{name}"] in line for name, line in listed.items())


def test_asking_for_help_succeeds_and_no_command_fails_with_the_same_text() -> None:
    asked, bare = motcua("--help"), motcua()
    assert (asked.returncode, bare.returncode) == (0, 2)
    assert asked.stdout == bare.stdout == help_text() + "\n"


def test_an_unknown_command_is_named_and_fails() -> None:
    done = motcua("kiosks")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "Không có lệnh “kiosks”."


def test_a_command_becomes_its_module_with_the_callers_arguments() -> None:
    assert part("token", "list", "--data-dir", "d") == [
        sys.executable,
        "-P",
        "-m",
        "queue_server.commands.main",
        "token",
        "list",
        "--data-dir",
        "d",
    ]


def test_the_dispatcher_needs_the_standard_library_only() -> None:
    command = [sys.executable, "-S", "-c", "import shared.launch.command, sys; print(len(sys.path))"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
