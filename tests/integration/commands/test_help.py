"""Every command that `motcua` names starts as its own program and tells how to use it."""

import pytest

from shared.launch.command import COMMANDS
from tests.journeys.centre import beside, here

PROGRAMS = {module: name for name, (module, *_) in COMMANDS.items()}
"""Each program, and one of the commands that are it."""
KINDS = [name for name, (module, *_) in COMMANDS.items() if module == "queue_server.commands.main"]


@pytest.mark.parametrize("name", PROGRAMS.values())
def test_every_program_starts_and_has_help(name: str) -> None:
    status, out, err = beside([name, "--help"])
    assert (status, err) == (0, "")
    assert f"motcua {name}" in out


@pytest.mark.parametrize("name", KINDS)
def test_every_command_of_a_program_with_several_has_help(name: str) -> None:
    """In this process: that the program starts is shown above, and that `motcua` hands the name on to it."""
    assert COMMANDS[name] == ("queue_server.commands.main", name)
    status, out, err = here([name, "--help"])
    assert (status, err) == (0, "")
    assert f"motcua {name}" in out
