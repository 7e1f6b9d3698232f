"""A server for measuring: its own data directory and tokens, on a free port of loopback, ended with the run."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from queue_server.configuration.folder import load

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A process of ours whose memory and processor time can be read."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        self._log = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *arguments],
            cwd=ROOT,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.watched = psutil.Process(self.process.pid)

    def megabytes(self) -> float:
        """Resident memory of this process alone, in MB."""
        return float(self.watched.memory_info().rss) / 1e6

    def children_megabytes(self) -> float:
        """Resident memory of its child processes, in MB."""
        return sum(float(child.memory_info().rss) for child in self.watched.children(recursive=True)) / 1e6

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        times = self.watched.cpu_times()
        return float(times.user + times.system)

    def loop_seconds(self) -> float:
        """Processor time of its main thread, exactly: what the loop did, whoever else wants the machine. Linux only."""
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text("ascii").split()[0]) / 1e9

    def children_cpu_seconds(self) -> float:
        """Processor time that its child processes used so far."""
        children = [child.cpu_times() for child in self.watched.children(recursive=True)]
        return sum(float(times.user + times.system) for times in children)

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


class Server(Process):
    """`motcua serve` with 64 counters that serve every queue, so that 64 clients can call at once."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.data_dir = folder / "data"
        self.config = folder / "config"
        if not self.config.exists():
            _widen(self.config)
        self.port = free_port()
        self.log = folder / "server.log"
        self.began = time.perf_counter()
        arguments = ["queue_server", "serve", "--data-dir", str(self.data_dir), "--config", str(self.config)]
        super().__init__([*arguments, "--port", str(self.port), *options], self.log)
        self._wait()
        self.ready_seconds = time.perf_counter() - self.began

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server did not become ready:\n{self.log.read_text()[-2000:]}")

    def token(self, role: str, name: str, counters: Sequence[int] = ()) -> str:
        """A new bearer token."""
        arguments = ["token", "create", "--role", role, "--name", name]
        for number in counters:
            arguments += ["--counter", str(number)]
        arguments += ["--data-dir", str(self.data_dir), "--config", str(self.config)]
        done = subprocess.run(
            [sys.executable, "-m", "queue_server.commands.main", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()[-1]

    def call(self, method: str, path: str, token: str, body: Any = None) -> Any:
        """One request and its JSON answer (None for 204)."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Idempotency-Key": str(uuid.uuid4()),
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            data = answer.read()
        return (
            json.loads(data)
            if data and answer.headers.get_content_type() == "application/json"
            else data or None
        )


def _widen(config: Path) -> None:
    shutil.copytree(ROOT / "config", config)
    queues = json.dumps([queue.id for queue in load(ROOT / "config").queues])
    counters = [
        f'[[counter]]\nnumber = {number}\nname = "Quầy {number}"\nqueues = {queues}\n'
        for number in range(1, 65)
    ]
    (config / "counters.toml").write_text("\n".join(counters), "utf-8")
