"""Renders the README's pictures from the running product: `.venv/bin/python docs/take_pictures.py`.

Starts the whole building in a temporary directory, plays a few visits through the real API, and photographs each screen.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT))

from tests.journeys import browser  # noqa: E402  # the tests are found from the repository's root
from tests.waiting import eventually  # noqa: E402

_PORT = 18480
_VISITS = (
    ("ho-tich",) * 9 + ("chung-thuc",) * 7 + ("dat-dai",) * 4 + ("dang-ky-kinh-doanh",) * 3 + ("cong-thuong",)
)
# What the visitors come for, by queue in turn; who has no procedure only says that they hand something in.
_PROCEDURES = {
    "ho-tich": ("dang-ky-khai-sinh", "dang-ky-khai-tu", None),
    "chung-thuc": ("chung-thuc-ban-sao-tu-ban-chinh", None),
}
_DESK = ViewportSize(width=1366, height=768)
_GROUPS = (None, None, "elderly", None, "pregnant", None, "elderly")


class Building:
    """`motcua run` in a directory of its own, and its addresses and passwords as it prints them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "run.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "shared.launch.building",
                    "--data-dir",
                    str(folder / "data"),
                    "--port",
                    str(_PORT),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        # Everything is printed at once when all parts answer; the passwords are the last of it.
        text = eventually(lambda: self.log.read_text("utf-8"), lambda printed: "giamsat" in printed)
        self.passwords = dict(re.findall(r"^\s+(canbo\d+|giamsat)\s+(\S+)", text, re.M))
        self.kiosk = str(re.findall(r"(http://\S+:\d+/)\s+kiosk-1", text)[0])
        self.tv = str(re.findall(r"(http://\S+/screen\.png)", text)[0])
        self.server = f"http://127.0.0.1:{_PORT}"
        asked = ["token", "create", "--role", "supervisor", "--name", "pictures", "--data-dir"]
        self.token = subprocess.run(
            [sys.executable, "-m", "queue_server.commands.main", *asked, str(folder / "data")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[-1]

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One deed over the API."""
        request = urllib.request.Request(
            f"{self.server}/api/v1{path}",
            data=json.dumps(body or {}).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())},
        )
        with urllib.request.urlopen(request) as answer:
            data = answer.read()
        return json.loads(data) if data else None

    def live(self) -> None:
        """Some visits, so that the screens have something to show."""
        for number in (1, 2, 3, 4, 6, 7, 9, 12, 14):
            self.post(f"/counters/{number}/open")
        for visit, queue in enumerate(_VISITS):
            procedures = _PROCEDURES.get(queue, (None,))
            procedure = procedures[visit % len(procedures)]
            wanted = {"procedures": [procedure]} if procedure else {"queue": queue}
            self.post("/tickets", {**wanted, "priority": _GROUPS[visit % len(_GROUPS)]})
        for number in (2, 4, 6, 12, 9, 7, 3):
            called = self.post(f"/counters/{number}/call-next")
            if called and number != 3:
                self.post(f"/tickets/{called['id']}/start")

    def stop(self) -> None:
        """Ends everything."""
        self.process.terminate()
        self.process.wait(20)


def save(name: str, data: bytes, width: int) -> None:
    """Keeps a picture small enough for a repository."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    if picture.width > width:
        picture = picture.resize(
            (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
        )
    picture.save(PICTURES / f"{name}.png", optimize=True)


def sign_in(page: Page, building: Building, name: str) -> None:
    """Signs a person in by the form."""
    page.goto(f"{building.server}/sign-in")
    page.get_by_role("textbox").first.fill(name)
    page.locator("input[type=password]").first.fill(building.passwords[name])
    page.keyboard.press("Enter")
    page.wait_for_timeout(2500)


def kiosk(page: Page, building: Building) -> None:
    """Home, search, confirmation, number and paper."""
    page.goto(building.kiosk)
    page.wait_for_timeout(1500)
    save("kiosk-home", page.screenshot(), 540)
    page.get_by_text("Nộp hồ sơ mới").click()
    page.get_by_role("textbox").first.click()
    for letter in "khai sinh":
        page.get_by_role(
            "button", name="Dấu cách" if letter == " " else letter.upper(), exact=True
        ).first.click()
    page.wait_for_timeout(800)
    save("kiosk-find", page.screenshot(), 540)
    page.get_by_text("Đăng ký khai sinh").first.click()
    page.wait_for_timeout(800)
    save("kiosk-confirm", page.screenshot(), 540)
    page.get_by_role("button", name=re.compile("LẤY SỐ", re.I)).click()
    page.wait_for_timeout(3000)
    save("kiosk-done", page.screenshot(), 540)
    with urllib.request.urlopen(f"{building.kiosk}paper/latest.png") as answer:
        save("ticket", answer.read(), 576)


def main() -> None:
    """Takes all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        building = Building(Path(name))
        try:
            building.live()
            with browser.launch() as chromium:
                kiosk(chromium.new_page(viewport={"width": 1080, "height": 1920}), building)
                desk = chromium.new_context(viewport=_DESK, locale="vi-VN").new_page()
                sign_in(desk, building, "canbo1")
                desk.keyboard.press("F2")
                desk.wait_for_timeout(1500)
                desk.keyboard.press("F4")
                desk.wait_for_timeout(6000)
                save("panel", desk.screenshot(), 1366)
                with urllib.request.urlopen(building.tv) as answer:
                    save("tv", answer.read(), 1366)
                boss = chromium.new_context(viewport=_DESK, locale="vi-VN").new_page()
                sign_in(boss, building, "giamsat")
                boss.wait_for_timeout(2000)
                save("supervisor", boss.screenshot(), 1366)
        finally:
            building.stop()


if __name__ == "__main__":
    main()
