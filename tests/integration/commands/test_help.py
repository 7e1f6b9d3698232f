"""Every command that `motcua` names starts as its own program and tells how to use it."""

import subprocess
import sys

import pytest

from shared.launch.command import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    command = [sys.executable, "-m", "shared.launch.command", name, "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--help" in done.stdout
