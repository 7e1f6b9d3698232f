"""The kiosk's copy of the catalogue: searched here, kept over a restart, whole or not at all."""

from pathlib import Path

import pytest

from kiosk.upstream.catalogue import Catalogue
from kiosk.upstream.server import Answer, Unreachable
from tests.unit.kiosk.answers import procedure_json, shown

FIELDS = [
    {
        "id": "ho-tich",
        "name": "Hộ tịch",
        "prefix": "A",
        "colour": "#DB1B06",
        "department": "Tư pháp",
        "queue": "ho-tich",
    },
    {
        "id": "khac",
        "name": "Lĩnh vực khác",
        "prefix": "Z",
        "colour": "#033D63",
        "department": "",
        "queue": None,
    },
]
DOCUMENT = {
    "version": "v1",
    "fields": FIELDS,
    "procedures": [
        procedure_json(
            short_name="Đăng ký khai sinh",
            time_limit=1,
            time_unit="day",
            same_day=True,
            queue="ho-tich",
            documents=["Tờ khai theo mẫu", "Giấy tờ tùy thân *", "(nếu có) Văn bản ủy quyền"],
            synonyms=["gks"],
        ),
        procedure_json(
            id="viec-khac",
            code="9.000001",
            name="Việc khác",
            short_name="",
            field="khac",
            same_day=False,
            fee_text="10.000 đồng",
        ),
    ],
}


class Server:
    """A catalogue behind an entity tag."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.away = False
        self.document: object = DOCUMENT
        self.tag = '"v1"'

    def get(self, path: str, *, etag: str | None = None, timeout: float = 5.0) -> Answer:
        self.asked.append(etag)
        if self.away:
            raise Unreachable("down")
        return Answer(304, None, etag) if etag == self.tag else Answer(200, self.document, self.tag)


def test_the_copy_is_searched_without_accents_and_marked(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.json")
    assert catalogue.empty
    assert catalogue.refresh(Server())  # type: ignore[arg-type]
    found = shown(catalogue.search("khai sinh", None, 5))
    assert [(item["id"], item["queue"], item["marks"]) for item in found["items"]] == [
        ("dang-ky-khai-sinh", "ho-tich", [[8, 17]])
    ]
    assert found["groups"] == []
    assert catalogue.search("", "khac", 5).items[0].queue is None
    assert [field.procedures for field in catalogue.fields()] == [1, 1]


def test_what_other_offices_do_is_said_without_the_server_too(tmp_path: Path) -> None:
    server = Server()
    Catalogue(tmp_path / "catalogue.json").refresh(server)  # type: ignore[arg-type]
    server.away = True
    assert shown(Catalogue(tmp_path / "catalogue.json").search("lam can cuoc", None, 5)) == {
        "items": [],
        "total": 0,
        "groups": [],
        "elsewhere": [
            {
                "name": {"vi": "Thẻ căn cước", "en": "Identity card"},
                "office": {"vi": "Công an cấp xã", "en": "the police of the commune"},
            }
        ],
    }


def test_a_procedure_tells_documents_time_and_fee_in_both_languages(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.json")
    catalogue.refresh(Server())  # type: ignore[arg-type]
    first, other = catalogue.procedure("dang-ky-khai-sinh"), catalogue.procedure("viec-khac")
    assert first is not None
    assert other is not None
    assert [(d.name, d.show_only, d.conditional) for d in first.documents] == [
        ("Tờ khai theo mẫu", False, False),
        ("Giấy tờ tùy thân", True, False),
        ("Văn bản ủy quyền", False, True),
    ]
    assert (first.time.vi, first.fee.vi, first.fee_known) == (
        "Trong ngày",
        "Chưa công bố",
        False,
    )
    assert (other.fee.vi, other.fee_known, other.time_known) == ("10.000 đồng", True, False)
    assert catalogue.procedure("none") is None


def test_a_restart_without_the_server_keeps_the_copy_and_its_tag(tmp_path: Path) -> None:
    server = Server()
    Catalogue(tmp_path / "catalogue.json").refresh(server)  # type: ignore[arg-type]
    again = Catalogue(tmp_path / "catalogue.json")
    assert again.version == "v1"
    assert not again.refresh(server)  # type: ignore[arg-type]
    assert server.asked == [None, '"v1"']
    server.away = True
    with pytest.raises(Unreachable):
        again.refresh(server)  # type: ignore[arg-type]
    assert again.search("gks", None, 5).total == 1


def test_a_broken_copy_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text('{"etag": "x", "catalogue": {"version"', "utf-8")
    assert Catalogue(tmp_path / "catalogue.json").empty


def test_an_answer_that_is_no_catalogue_leaves_the_one_that_is_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server()
    catalogue = Catalogue(tmp_path / "catalogue.json")
    catalogue.refresh(server)  # type: ignore[arg-type]
    server.document = {"version": "v2", "fields": [{"id": "ho-tich"}], "procedures": None}
    server.tag = '"v2"'
    with pytest.raises(Unreachable):
        catalogue.refresh(server)  # type: ignore[arg-type]
    assert (catalogue.version, catalogue.search("gks", None, 5).total) == ("v1", 1)
    assert "the server told no Catalogue: fields.0.name: missing" in caplog.text
    assert Catalogue(tmp_path / "catalogue.json").version == "v1"


def test_what_a_newer_server_tells_besides_is_passed_over(tmp_path: Path) -> None:
    server = Server()
    server.document = {**DOCUMENT, "signs": [], "fields": [{**field, "floor": 2} for field in FIELDS]}
    catalogue = Catalogue(tmp_path / "catalogue.json")
    assert catalogue.refresh(server)  # type: ignore[arg-type]
    assert [field.id for field in catalogue.fields()] == ["ho-tich", "khac"]
