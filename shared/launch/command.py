"""The `motcua` command: starts each part as its own process, with the standard library only."""

import ctypes
import io
import os
import signal
import subprocess
import sys

from shared.text.messages import LANGUAGES, say

# Each command's module and the arguments that come before the caller's own.
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("shared.launch.building",),
    "serve": ("queue_server", "serve"),
    "kiosk": ("kiosk",),
    "display": ("display",),
    "token": ("queue_server.commands.main", "token"),
    "user": ("queue_server.commands.main", "user"),
    "catalogue": ("queue_server.commands.main", "catalogue"),
    "dossiers": ("queue_server.commands.main", "dossiers"),
    "export": ("queue_server.commands.main", "export"),
    "backup": ("queue_server.commands.main", "backup"),
    "restore": ("queue_server.commands.main", "restore"),
    "key": ("queue_server.commands.main", "key"),
    "doctor": ("queue_server.commands.doctor",),
    "logs": ("shared.logs.bundle",),
    "watchdog": ("kiosk.watchdog",),
    "simulate": ("queue_server.simulation",),
    "printer": ("kiosk.virtual_printer",),
}
PARENT = "MOTCUA_PARENT"
"""The environment variable with the process id of `motcua run`, so that the parts that it starts can end with it."""

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2); it survives the exec below


def main() -> None:
    """Run one command; the process becomes that part, and its exit status is the part's."""
    speak_utf8()
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(help_text())
        sys.exit(0 if arguments else 2)
    name, *rest = arguments
    if name not in COMMANDS:
        for lang in LANGUAGES:
            print(say("command.help.unknown", lang, name=name), file=sys.stderr)
        print(help_text(), file=sys.stderr)
        sys.exit(2)
    _stay_with_parent()
    module = part(name, *rest)
    if os.name == "posix":
        os.execv(module[0], module)
    sys.exit(subprocess.run(module, check=False).returncode)


def part(name: str, *arguments: str) -> list[str]:
    """The command line of a part in this Python; with `-P` no file of the working directory is imported in place of ours."""
    module, *first = COMMANDS[name]
    return [sys.executable, "-P", "-m", module, *first, *arguments]


def speak_utf8() -> None:
    """Make this program and the parts that it starts write UTF-8, whatever the terminal's locale is."""
    os.environ["PYTHONUTF8"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def help_text() -> str:
    """Every command with a line in both languages."""
    lines = [say(f"command.help.{key}", lang) for key in ("title", "usage") for lang in LANGUAGES]
    width = max(map(len, COMMANDS)) + 2
    for name in COMMANDS:
        about = " / ".join(say(f"command.commands.{name}", lang) for lang in LANGUAGES)
        lines.append(f"  {name:<{width}}{about}")
    return "\n".join([*lines[:4], "", *lines[4:]])


def _stay_with_parent() -> None:
    """On Linux, end this process when `motcua run` ends, even if that was killed and could not stop it."""
    parent = os.environ.pop(PARENT, "")
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if str(os.getppid()) != parent:
        sys.exit(1)  # `motcua run` ended before the line above had its effect


if __name__ == "__main__":
    main()
