"""Starts the real Chromium for tests: the system's, else npm's, unpacked once per checkout. Never downloads.

Pages are driven with the function keys, clicks and texts of a person; nothing is stubbed in the browser.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

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
# Fonts that came with the browser alone: Chromium ends where it finds none, and every machine shows the same letters.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
# A kiosk's page draws itself for the supervisors a second after each change, which takes as long as all that a test does with
# it: only a page whose test looks at the picture has the library for it.
_NO_PICTURES = """Object.defineProperty(window, "htmlToImage", {
  configurable: true,
  get() { throw new Error("this page takes no pictures"); },
  set(library) { if (window.takesPictures) Object.defineProperty(window, "htmlToImage", { value: library }); },
});"""
TAKES_PICTURES = "window.takesPictures = true;"
"""A script that runs before those of a kiosk's page, which then sends its picture as it does in a hall."""
_UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();"


class BrowserMissing(RuntimeError):
    """No Chromium can be started here; the message says what was tried and what helps."""


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless Chromium, closed at the end. Raises BrowserMissing: a test fails, never skips."""
    # The driver's own Node.js needs libatomic, which a bare machine lacks; ours runs wherever `make setup` did.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node())
    # Chromium leaves folders of its own behind where it is ended at once: they go with this one.
    with (
        tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as own,
        sync_playwright() as playwright,
    ):
        tried = []
        for executable, extra in _candidates():
            try:
                browser = playwright.chromium.launch(
                    executable_path=executable, args=list(_ARGS), env={**os.environ, **extra, "TMPDIR": own}
                )
            except Error as error:
                tried.append(f"{executable}: {error.message.splitlines()[0]}")
                continue
            browser.on("context", _prepare)
            try:
                yield browser
            finally:
                browser.close()
            return
        raise BrowserMissing("No Chromium could be started; run `make setup`.\n" + "\n".join(tried))


def _prepare(context: BrowserContext) -> None:
    # Playwright's own half a minute is short on a busy machine.
    context.set_default_timeout(HANG_SECONDS * 1000)
    context.add_init_script(_NO_PICTURES)


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
    home = _ROOT / "build" / f"browser-{version}-{platform.machine()}"
    if not home.exists():
        home.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="browser-", dir=home.parent))
        try:
            # The name of Amazon's platform makes the package unpack its shared libraries as well.
            environment = {**os.environ, "TMPDIR": str(fresh), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
            subprocess.run(
                [node(), "--input-type=module", "--eval", _UNPACK], cwd=_ROOT, env=environment, check=True
            )
            (fresh / "fonts.conf").write_text(_FONTS.format(cache=home / "fonts-cache"), "utf-8")
            fresh.rename(home)
        except OSError:
            if not home.exists():  # otherwise another process was faster, and its copy serves as well
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return str(home / "chromium"), _libraries(home)


def _libraries(home: Path) -> dict[str, str]:
    """What the browser needs beside it: its fonts, and on a bare machine the package's shared libraries."""
    environment = {"FONTCONFIG_FILE": str(home / "fonts.conf")}
    linked = subprocess.run(["ldd", str(home / "chromium")], capture_output=True, text=True, check=False)
    if linked.returncode or "not found" in linked.stdout:
        path = [str(home / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, path))
    return environment


def node() -> str:
    """The Node.js that `make setup` chose: the machine's, else one from PyPI."""
    chosen = Path(sys.executable).with_name("node")
    if not chosen.exists():
        raise BrowserMissing("No Node.js to drive Chromium with; run `make setup`.")
    return str(chosen)


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
