"""What a run of the tests leaves behind: processes, listening ports, temporary files. Any of it fails the run.

The run gets a temporary folder of its own, whose name every process that it starts inherits: so even a process that left
its parent is known for one of ours. pytest's own folders lie beside it and are pytest's to keep.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

_MARK = "MOTCUA_TESTS"
_FOUND = pytest.StashKey[list[str]]()
_FOLDER = pytest.StashKey[Path]()
_BEFORE = pytest.StashKey[dict[str, str | None]]()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "left_behind_seconds", "how long a process that is still there may take to end", default="30"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FOUND] = []
    if _is_worker(config):
        return
    root = tempfile.gettempdir()
    folder = config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="motcua-tests-"))
    changed = {
        "TMPDIR": str(folder),
        _MARK: folder.name,
        "PYTEST_DEBUG_TEMPROOT": os.environ.get("PYTEST_DEBUG_TEMPROOT", root),
    }
    config.stash[_BEFORE] = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    tempfile.tempdir = None


def pytest_unconfigure(config: pytest.Config) -> None:
    if _FOLDER not in config.stash:
        return
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)
    for name, value in config.stash[_BEFORE].items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    tempfile.tempdir = None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After the last fixture of the session was taken down, and in the main process after its workers."""
    config, found = session.config, session.config.stash[_FOUND]
    found += _listening()
    if _is_worker(config):
        config.workeroutput["left_behind"] = found  # type: ignore[attr-defined]  # pytest-xdist's
        return
    found += _running(config.stash[_FOLDER].name, float(config.getini("left_behind_seconds")))
    found += [f"file: {path.name}" for path in sorted(config.stash[_FOLDER].iterdir())]
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """pytest-xdist hands over what a worker found."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[_FOUND].extend(output.get("left_behind", []))  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if found := config.stash[_FOUND]:
        terminalreporter.section("left behind")
        for one in found:
            terminalreporter.line(one)
    if (seed := config.getoption("randomly_seed", None)) is not None:
        terminalreporter.line(
            f"The tests ran in a random order: --randomly-seed={seed} is the same one again."
        )


def _listening() -> list[str]:
    """Ports that this process itself still listens on."""
    return [
        f"port: {connection.laddr.port}"
        for connection in psutil.Process().net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]


def _running(mark: str, patience: float) -> list[str]:
    """Processes of this run that do not end by themselves."""
    ours = [process for process in psutil.process_iter() if _carries(process, mark)]
    _, left = psutil.wait_procs(ours, timeout=patience)
    return list(_named(left))


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(_MARK) == mark and process.pid != os.getpid()
    except psutil.Error:
        return False


def _named(processes: list[psutil.Process]) -> Iterator[str]:
    for process in processes:
        try:
            yield f"process: {process.pid} {' '.join(process.cmdline())[:200]}"
        except psutil.Error:
            continue
