"""A receipt sent from its preview to the little printer by a click, with the real server, kiosk agent and printed bytes."""

import io
import os
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.journeys import touch
from tests.journeys.centre import Centre
from tests.journeys.signed_in import enter
from tests.waiting import eventually

pytestmark = pytest.mark.worker

NAME = "Nguyễn Thị Hồng Ánh"
BODY = {
    "procedure": "xac-nhan-tinh-trang-hon-nhan",
    "applicant": {"name": NAME, "phone": "0912 345 678"},
    "documents": [{"name": "Tờ khai", "form": "original"}],
}


def _paper(address: str) -> Image.Image:
    """The virtual printer's first paper, decoded from the bytes that were sent."""
    return touch.paper(address, 1).convert("L")


def _codes(picture: Image.Image) -> list[str]:
    return [read.text for read in zxingcpp.read_barcodes(picture) if "QR" in str(read.format)]


def _keep(name: str, save: object) -> None:
    """Keeps a picture where MOTCUA_PICTURES says, for whoever changes the page or the paper."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        save(Path(folder) / f"slip-{name}.png")  # type: ignore[operator]


@pytest.fixture
def dossier(centre: Centre) -> str:
    """The code of a dossier that was just taken in."""
    token = centre.token("boss", "supervisor")
    centre.request("POST", "/counters/1/open", token=token)
    centre.request("POST", "/tickets", {"queue": "ho-tich"}, token=token)
    ticket = centre.request("POST", "/counters/1/call-next", token=token).body
    made = centre.request("POST", f"/tickets/{ticket['id']}/dossiers", BODY, token=token)
    assert made.status == 201, made
    return str(made.body["code"])


def test_the_receipt_goes_from_its_preview_to_the_printer_by_a_click(
    centre: Centre, dossier: str, page: Page
) -> None:
    enter(page, centre, centre.user("lan", "supervisor"), f"/dossiers/{dossier}")
    receipt = page.locator("#forms li").first
    receipt.get_by_role("button", name="Xem trước").click()
    line = page.locator("#dialog .slip-printer")
    expect(line).to_contain_text("không có máy in nào đang kết nối")
    expect(line.get_by_role("button", name="In phiếu nhỏ")).to_be_disabled()
    _keep("nobody", lambda path: page.screenshot(path=path))
    page.keyboard.press("Escape")

    address = centre.start_kiosk("kiosk-1")
    token = centre.token("boss", "supervisor")
    eventually(lambda: centre.request("GET", "/kiosks", token=token).body[0]["ready"])
    receipt.get_by_role("button", name="Xem trước").click()
    button = line.get_by_role("button", name="In phiếu nhỏ")
    expect(button).to_be_enabled()
    expect(line.get_by_label("Máy in phiếu")).to_have_value("kiosk-1")
    expect(line.locator("option").nth(1)).to_be_disabled()
    button.click()
    expect(line.get_by_role("status")).to_have_text("Đã gửi đến Kiosk 1, sảnh chính")
    _keep("sent", lambda path: page.screenshot(path=path))
    assert page.evaluate("() => localStorage.getItem('slip-printer')") == "kiosk-1"

    paper = _paper(address)
    shown = page.request.get(f"{centre.url}/api/v1/dossiers/{dossier}/forms/receipt.slip.png").body()
    drawn = Image.open(io.BytesIO(shown)).convert("L")
    _keep("paper", paper.save)
    # Every letter: the decoded bytes are the picture that was drawn, above the feed to the knife.
    printed = paper.crop((0, 0, drawn.width, drawn.height))
    assert (paper.width, ImageChops.difference(printed, drawn).getbbox()) == (576, None)
    (address_on_paper,) = _codes(paper)
    assert _codes(drawn) == [address_on_paper]
    receipt_png = page.request.get(f"{centre.url}/api/v1/dossiers/{dossier}/receipt.png").body()
    assert _codes(Image.open(io.BytesIO(receipt_png)).convert("L")) == [address_on_paper]
    answer = page.request.get(address_on_paper)
    assert (answer.status, answer.json()["code"]) == (200, dossier)
    looks = centre.request("GET", f"/dossiers/{dossier}/looks", token=token).body["items"]
    assert ("lan", "printed") in [(look["by"], look["what"]) for look in looks]
    # The agent's own files and log have nothing of it; the virtual printer's paper is a picture.
    kept = [file.read_bytes() for file in (centre.folder / "kiosk-1").rglob("*") if file.is_file()]
    assert not any(NAME.encode() in data or dossier.encode() in data for data in kept)
    assert NAME not in centre.logs()
