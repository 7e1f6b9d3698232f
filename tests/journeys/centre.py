"""A centre of real processes for a test: the server and, where wanted, kiosks and displays.

It knows the commands (`motcua …`) and addresses of the contract and nothing of the inside; commands that end by
themselves run in this process.
"""

import io
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from queue_server.access import passwords
from queue_server.commands import main as commands
from shared.launch.processes import Part, command_line, end_all, environment
from tests import ready_programs
from tests.waiting import HANG_SECONDS, eventually

PASSWORD = "mat-khau-thu-nghiem"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A password's usual hash takes a tenth of a second, and its check at each signing in another one."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers with names in lower case, parsed body (None where it was empty)."""

    status: int
    headers: dict[str, str]
    body: Any


class Centre:
    """Processes that belong together; `stop` ends them all.

    They are copies of programs that wait loaded (tests/ready_programs.py), or started by their command without `copies`.
    """

    def __init__(self, folder: Path, free_port: Callable[[], int], *, copies: bool = True) -> None:
        self.folder = folder
        self.copies = copies
        self.data_dir = folder / "data"
        self.parts: dict[str, Part] = {}
        self.ports: dict[str, int] = {}
        self._free_port = free_port
        self._admin: list[str] = []
        self._tokens: dict[str, str] = {}
        self._config: tuple[str, ...] = ()
        self._serve: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.ports['server']}"

    def start(self, *extra: str, config: Path | None = None) -> None:
        """Start the server and wait until it is ready; `extra` goes to `motcua serve`."""
        self.ports.setdefault("server", self._free_port())
        self._config = ("--config", str(config)) if config else ()
        self._serve = (*self._config, *extra)
        self._start_server()

    def restart(self) -> None:
        """Stop the server and start it again on the same data and port."""
        end_all([self.parts.pop("server")])
        self._start_server()

    def kill(self, name: str) -> None:
        """End a process without any warning, as a power cut does."""
        part = self.parts.pop(name)
        if part.process is not None:
            part.process.kill()
        part.end(time.monotonic() + HANG_SECONDS)

    def start_kiosk(self, name: str, *extra: str, printer: str = "virtual") -> str:
        """Start a kiosk agent and return the address of its touch page."""
        port = self.ports.setdefault(name, self._free_port())
        arguments = (*self._device(name, "kiosk"), "--port", str(port), "--printer", printer)
        self._run_part(name, "kiosk", *arguments, "--data-dir", str(self.folder / name), *extra)
        self.wait_for(f"http://127.0.0.1:{port}/")
        return f"http://127.0.0.1:{port}"

    def start_display(self, name: str, *extra: str) -> str:
        """Start a headless display and return the address of its picture."""
        port = self.ports.setdefault(name, self._free_port())
        arguments = (*self._device(name, "display"), "--headless", "--screenshot-port", str(port))
        self._run_part(name, "display", *arguments, *extra)
        self.wait_for(f"http://127.0.0.1:{port}/screen.png")
        return f"http://127.0.0.1:{port}/screen.png"

    def token(self, name: str, role: str, *counters: int) -> str:
        """A bearer token, made at the first call and remembered."""
        if name not in self._tokens:
            chosen = [text for number in counters for text in ("--counter", str(number))]
            output = self.motcua("token", "create", "--role", role, "--name", name, *chosen)
            self._tokens[name] = output.strip().splitlines()[-1]
        return self._tokens[name]

    def user(self, name: str, role: str, *counters: int) -> tuple[str, str]:
        """Make an account; returns its name and password, whose hash costs nothing to make and to check."""
        chosen = [text for number in counters for text in ("--counter", str(number))]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passwords, "_HASHER", CHEAP)
            self.motcua("user", "create", "--name", name, "--role", role, *chosen, given=PASSWORD + "\n")
        return name, PASSWORD

    def request(
        self, method: str, path: str, body: object = None, *, token: str = "", key: str | None = None
    ) -> Answer:
        """Ask this centre's API; see `ask`."""
        return ask(self.url, method, path, body, token=token, key=key)

    def motcua(self, *command: str, given: str = "") -> str:
        """Run a `motcua` command on this centre's data and return what it printed; a failure shows it."""
        words = [*command, "--data-dir", str(self.data_dir), *self._config]
        status, out, err = here(words, given)
        assert status == 0, f"motcua {' '.join(command)}: {out}\n{err}"
        return out

    def wait_for(self, address: str) -> None:
        """Wait until an address answers 200; a part that ends meanwhile shows its log."""

        def answers() -> bool:
            try:
                with urllib.request.urlopen(address, timeout=HANG_SECONDS):
                    return True
            except OSError as error:
                dead = [name for name, part in self.parts.items() if part.exit_code() is not None]
                if dead:
                    raise AssertionError(f"{dead} ended; {address}: {error}\n{self.logs()}") from None
                return False

        eventually(answers, tells=self.logs)

    def logs(self) -> str:
        """The last lines of every part's log."""
        texts = []
        for log in sorted(self.folder.glob("logs/*.log")):
            texts.append(f"--- {log.name}\n{log.read_text('utf-8', errors='replace')[-3000:]}")
        return "\n".join(texts)

    @property
    def admin_password(self) -> str:
        """The first administrator's one-time password, as the server printed it."""
        return self._admin[0].rsplit(maxsplit=1)[-1]

    def stop(self) -> None:
        """End every process."""
        end_all(list(self.parts.values()))
        self.parts.clear()

    def _start_server(self) -> None:
        arguments = ("--host", "127.0.0.1", "--port", str(self.ports["server"]))
        self._run_part("server", "serve", *arguments, "--data-dir", str(self.data_dir), *self._serve)
        self.wait_for(f"{self.url}/healthz")

    def _device(self, name: str, role: str) -> Sequence[str]:
        file = self.folder / f"{name}.token"
        file.write_text(self.token(name, role) + "\n", "utf-8")
        file.chmod(0o600)
        return ("--id", name, "--server", self.url, "--token-file", str(file))

    def _run_part(self, name: str, command: str, *arguments: str) -> None:
        listen = self._listen if command == "serve" else None
        log = self.folder / "logs" / f"{name}.log"
        if self.copies and ready_programs.AVAILABLE:
            part: Part = ready_programs.CopiedPart(name, (command, *arguments), log, listen)
        else:
            part = Part(name, command_line(command, *arguments), log, listen)
        part.start()
        self.parts[name] = part

    def _listen(self, line: str) -> bool:
        if "one-time password:" not in line:
            return False
        self._admin.append(line.strip())
        return True


def beside(command: Sequence[str], given: str = "") -> tuple[int, str, str]:
    """Status, output and errors of a `motcua` command that runs as a process."""
    done = subprocess.run(
        command_line(*command),
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        timeout=HANG_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def here(command: Sequence[str], given: str | bytes = "") -> tuple[int, str, str]:
    """The same of a command that runs in this process: to start Python for each takes a second of a core."""
    typed = given.encode() if isinstance(given, str) else given
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["motcua", *command])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
        try:
            commands.main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def ask(
    server: str, method: str, path: str, body: object = None, *, token: str = "", key: str | None = None
) -> Answer:
    """Ask a server's API; a deed gets a fresh idempotency key unless one is given."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if method == "POST":
        headers["Idempotency-Key"] = key or str(uuid.uuid4())
    data = None if body is None else json.dumps(body).encode()
    if data is not None:
        headers["Content-Type"] = "application/json"
    request = urllib.request.Request(f"{server}/api/v1{path}", data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=HANG_SECONDS) as answer:
            return _answer(answer)
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error)


def _answer(response: Any) -> Answer:
    raw = response.read()
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_json = headers.get("content-type", "").split(";")[0].endswith("json")
    return Answer(response.status, headers, json.loads(raw) if raw and is_json else (raw or None))
