"""Templates of forms that administrators change: tried first, kept beside the shipped ones, shut off from the machine."""

import base64
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from queue_server.centre.deeds.people import create_token
from queue_server.configuration import folder
from queue_server.configuration.values import Configuration
from queue_server.forms.api import forms as web_papers
from queue_server.forms.drawing import form as form_drawing
from queue_server.forms.rows import COMMON, PACKS, PARTS, Folders
from queue_server.forms.views import forms, samples
from queue_server.forms.views.tasks import Amount
from queue_server.http.worker import child
from queue_server.ledger.actor import Actor
from queue_server.ledger.reading import reading
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.recovery import backup
from tests.integration.forms.test_papers import dossier, printed, text_of
from tests.integration.halls import CONFIG, Hall

TEMPLATES = [(pack, name) for pack, names in PACKS.items() for name in names if name != PARTS]
A4 = {"register": (842, 595), "report": (842, 595), "timeline": (595, 842)}


@pytest.fixture(scope="module")
def centre() -> Configuration:
    return folder.load(CONFIG)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(CONFIG / "forms", tmp_path / "forms")


@pytest.fixture
def admin_hall(hall: Hall) -> Hall:
    """The hall with an administrator."""

    def work(deed: UnitOfWork) -> None:
        hall.tokens["admin"] = create_token(deed, "admin", "the admin")

    hall.application.parts.book.perform(Actor("test", "admin"), work)
    return hall


def replaced(hall: Hall, text: str, form: str = "receipt", pack: str = "2025") -> Any:
    return hall.post(f"/forms/{pack}/{form}", {"template": text}, role="admin")


@pytest.mark.parametrize(("pack", "name"), TEMPLATES)
@pytest.mark.parametrize("amount", samples.AMOUNTS)
def test_every_form_is_whole_with_ordinary_empty_and_overfull_data(
    centre: Configuration,
    folders: Folders,
    tmp_path: Path,
    pack: str,
    name: str,
    amount: Amount,
) -> None:
    values = samples.sample(centre, name, amount).values()
    files = form_drawing.sources(folders, pack, name)
    if name == "slip":
        png, pages = form_drawing.form(files, tmp_path / "empty", values, "slip")
        assert (Image.open(io.BytesIO(png)).width, pages) == (576, 1)
    else:
        pdf, _ = form_drawing.form(files, tmp_path / "empty", values, "pdf")
        reader = PdfReader(io.BytesIO(pdf))
        sizes = {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages}
        assert sizes == {A4.get(name, (420, 595))}
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():
                descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert "BeVietnamPro" in str(descriptor["/FontName"])
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        text = text_of(pdf)
        assert "None" not in text
        if name in ("register", "report"):
            return
        assert values["code"] in text
        png, pages = form_drawing.form(files, tmp_path / "empty", values, "png")
        assert pages == len(reader.pages)
    found = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))}
    assert found == {values["code"], values["scan"]}


@pytest.mark.parametrize("form", [name for name in forms.FORMS if forms.FORMS[name].to_citizen])
@pytest.mark.parametrize("amount", samples.AMOUNTS)
def test_every_slip_can_be_scanned(
    centre: Configuration, folders: Folders, tmp_path: Path, form: str, amount: Amount
) -> None:
    values = samples.sample(centre, form, amount).values()
    png, _ = form_drawing.form(
        form_drawing.sources(folders, COMMON, "slip"), tmp_path / "empty", values, "slip"
    )
    picture = Image.open(io.BytesIO(png))
    assert (picture.width, picture.mode) == (576, "1")
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {values["code"], values["scan"]}


def test_bars_too_thin_for_a_thermal_printer_are_left_out(
    centre: Configuration, folders: Folders, tmp_path: Path
) -> None:
    values = {
        **samples.sample(centre, "receipt", "ordinary").values(),
        "code": "000.00.20.H49.77-260615-00077",
    }
    png, _ = form_drawing.form(
        form_drawing.sources(folders, COMMON, "slip"), tmp_path / "empty", values, "slip"
    )
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert [code.text for code in found] == [values["scan"]]


def test_invented_dossiers_are_the_papers_of_real_ones(hall: Hall) -> None:
    made = dossier(hall)
    book = hall.application.parts.book
    with reading(book) as now:
        for form in ("receipt", "control", "timeline"):
            real = forms.paper(now, made["code"], form, "x")[2]
            assert type(samples.sample(book.centre, form, "ordinary")) is type(real), form


def test_an_own_template_is_used_and_can_be_taken_back(admin_hall: Hall) -> None:
    hall = admin_hall
    made = dossier(hall)
    known = hall.get("/forms/2025/receipt", "admin").json
    assert (known["changed_at"], known["template"] == known["shipped"]) == (None, True)
    own = known["shipped"] + "\n#text(6pt)[Đường dây nóng: 0203 123 456]\n"
    response = replaced(hall, own)
    assert (response.status_code, response.json["template"]) == (200, own), response.text
    assert response.json["changed_at"] is not None
    assert "Đường dây nóng: 0203 123 456" in text_of(printed(hall, made, "receipt"))
    assert (hall.application.parts.settings.data_dir / "forms/2025/receipt.typ").read_text("utf-8") == own
    assert (CONFIG / "forms/2025/receipt.typ").read_text("utf-8") == known["shipped"]
    headers = {"Authorization": f"Bearer {hall.tokens['admin']}"}
    assert hall.client.delete("/api/v1/forms/2025/receipt", headers=headers).status_code == 204
    assert "Đường dây nóng" not in text_of(printed(hall, made, "receipt"))
    assert hall.client.delete("/api/v1/forms/2025/receipt", headers=headers).status_code == 404
    events = hall.get("/events?limit=1000", "admin").json["events"]
    told = [event["data"] for event in events if event["data"].get("form") == "receipt"]
    about = {"pack": "2025", "form": "receipt", "by": "the admin"}
    assert told == [{"what": "form_changed", **about}, {"what": "form_taken_back", **about}]


def test_what_a_pack_shares_can_be_changed_for_all_its_forms(admin_hall: Hall) -> None:
    hall = admin_hall
    made = dossier(hall)
    shared = hall.get("/forms/2025/parts", "admin").json["shipped"]
    own = shared.replace("Quét để", "Quét để").replace(
        "Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc"
    )
    assert replaced(hall, own, "parts").status_code == 200
    assert "Độc lập – Tự do – Hạnh phúc" in text_of(printed(hall, made, "receipt"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#let x = ", "Dòng 1: Câu lệnh viết chưa đúng: expected expression."),
        ("\n#nothing", "Dòng 2: Không có gì tên là “nothing”. Xin kiểm tra chính tả."),
        ("#grid(", "Dòng 1: Còn dấu ngoặc hoặc dấu $ mở mà chưa đóng."),
        (
            "#let data = json(bytes(sys.inputs.data))\n#data.age",
            "Dòng 2: Biểu mẫu này không có dữ liệu tên “age”.",
        ),
        ("#while true {}", "Dòng 1: Mẫu chạy vòng mãi không dừng."),
        ('#set text(font: "Arial")\nx', "Không có phông “arial”."),
        (
            '#read("/etc/passwd")',
            "Dòng 1: Mẫu chỉ được dùng phần chung “/parts.typ”, không đọc được tệp nào khác.",
        ),
        ('#read("../../../etc/passwd")', "Mẫu chỉ được dùng phần chung"),
        ('#image("/../motcua.sqlite3")', "Mẫu chỉ được dùng phần chung"),
        ('#include "main.typ"', "Máy dựng biểu mẫu báo"),
        ('#import ("@pre" + "view/cetz:0.3.0"): *', "Dòng 1: Mẫu không được dùng gói từ bên ngoài."),
        ('#import "@local/x:1.0.0"', "Dòng 1: Mẫu không được dùng gói từ bên ngoài."),
    ],
)
def test_a_broken_template_is_refused_in_plain_words(admin_hall: Hall, text: str, said: str) -> None:
    response = replaced(admin_hall, text)
    assert (response.status_code, response.json["code"]) == (422, "template_broken")
    assert said in response.json["title"]
    assert not (admin_hall.application.parts.settings.data_dir / "forms").exists()
    tried = admin_hall.post("/forms/2025/receipt/preview", {"template": text}, role="admin")
    assert (tried.status_code, tried.json["png"]) == (200, None)
    assert said in tried.json["problem"]


@pytest.mark.parametrize(
    "text",
    ["#for a in range(30000) { for b in range(30000) { let c = a * b } }", "#for a in range(900000000) [x]"],
    ids=["without-end", "more-than-the-machine-has"],
)
def test_a_template_that_eats_time_or_memory_is_cut_off(
    admin_hall: Hall, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(web_papers, "_MOST_SECONDS", 3.0)
    made = dossier(admin_hall)
    response = replaced(admin_hall, text)
    assert (response.status_code, response.json["code"]) == (422, "template_too_heavy")
    assert made["code"] in text_of(printed(admin_hall, made, "receipt")), "the worker is there again"


def test_a_text_that_somebody_hands_in_is_tried_within_bounds(
    admin_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text of a line can ask for two gigabytes within the seconds that it has; many machines have no more."""
    told: list[Any] = []
    really = child.Child.ask

    def ask(self: child.Child, message: dict[str, Any], *more: Any) -> Any:
        told.append(message["bounds"])
        return really(self, message, *more)

    monkeypatch.setattr(child.Child, "ask", ask)
    assert replaced(admin_hall, "#data.code").status_code == 422
    assert [(found["memory"] or 10**12) <= 2 * 1024**3 and found["seconds"] <= 12 for found in told] == [True]


def test_an_own_template_that_fails_on_one_dossier_gives_way_to_the_shipped_one(admin_hall: Hall) -> None:
    hall = admin_hall
    trap = '#let data = json(bytes(sys.inputs.data))\n#if data.code.ends-with("0001") and data.officer != "canbo1"'
    trap += " and data.documents.len() == 1 { data.nothing }\n"
    assert replaced(hall, f"{trap} #data.code").status_code == 200
    text = text_of(printed(hall, dossier(hall), "receipt"))
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in text


def test_a_preview_shows_an_invented_dossier_and_saves_nothing(admin_hall: Hall) -> None:
    for amount, pages in (("ordinary", 1), ("overfull", 4)):
        body = {"amount": amount, "page": pages}
        response = admin_hall.post("/forms/2025/receipt/preview", body, role="admin")
        found = response.json
        assert (response.status_code, found["problem"], found["pages"]) == (200, None, pages)
        assert Image.open(io.BytesIO(base64.b64decode(found["png"]))).width > 1000
    assert not (admin_hall.application.parts.settings.data_dir / "forms").exists()


def test_every_template_can_be_saved_as_it_was_shipped(admin_hall: Hall) -> None:
    listed = admin_hall.get("/forms", "admin").json
    assert listed["present"] == "2025"
    assert [(item["pack"], item["form"]) for item in listed["items"]] == [
        (pack, name) for pack, names in PACKS.items() for name in names
    ]
    for pack, name in (("2018", "supplement"), ("common", "slip"), ("common", "money")):
        shipped = admin_hall.get(f"/forms/{pack}/{name}", "admin").json["shipped"]
        assert replaced(admin_hall, shipped, name, pack).status_code == 200, name
    assert replaced(admin_hall, "x", "../receipt").status_code == 404
    assert replaced(admin_hall, "x", "receipt", "2031").status_code == 404


def test_own_templates_are_in_the_backup(admin_hall: Hall, tmp_path: Path) -> None:
    shipped = admin_hall.get("/forms/common/slip", "admin").json["shipped"]
    assert replaced(admin_hall, f"{shipped}\n// own", "slip", COMMON).status_code == 200
    settings = admin_hall.application.parts.settings
    backup.save(settings.database, settings.data_dir, tmp_path / "copy.tar.gz")
    with tarfile.open(tmp_path / "copy.tar.gz") as archive:
        (kept,) = [name for name in archive.getnames() if name.endswith("slip.typ")]
        file = archive.extractfile(kept)
        assert file is not None
        assert file.read().decode().endswith("// own")
