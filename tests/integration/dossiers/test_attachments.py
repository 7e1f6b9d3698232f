"""Scans of a dossier: taken by contents, sealed on the disk, opened with a look, removed with a trace, swept, resealed."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from queue_server.configuration.values import Configuration
from queue_server.dossiers.deeds import attachments
from queue_server.dossiers.rows.scans import Scans
from queue_server.upkeep import resealing, retention
from tests.integration.dossiers.test_dossier_story import JUSTICE, LAND, department_token
from tests.integration.house import House, with_centre
from tests.pictures import bomb, picture

PDF = b"%PDF-1.7\n" + b"Nguyen Thi Ngoc Anh 022185001234\n" * 40
PNG = picture()


def taken_in(house: House) -> str:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=officer)
    body = {"procedure": "dang-ky-khai-sinh", "applicant": {"name": "Trần Thị Mai"}}
    return str(house.do(f"/tickets/{ticket['id']}/dossiers", body, by=officer)["code"])


def send(house: House, code: str, data: bytes, name: str = "giay.pdf", key: str | None = None) -> Any:
    headers = {"X-File-Name": name, "Content-Type": "application/octet-stream"}
    return house.ask(
        "POST",
        f"/dossiers/{code}/attachments",
        by=house.token("officer", 1),
        headers=headers,
        data=data,
        key=key,
    )


def files(house: House) -> list[Path]:
    scans: Scans = house.application.parts.scans
    return [path for path in (scans.folder / scans.centre).rglob("*") if path.is_file()]


def test_a_scan_is_kept_sealed_listed_and_opened_with_a_look(house: House) -> None:
    code = taken_in(house)
    made = send(house, code, PDF, "Gi%E1%BA%A5y%20khai%20sinh.pdf")
    assert made.status == 201, made
    assert made.body == {
        "id": made.body["id"],
        "name": "Giấy khai sinh.pdf",
        "type": "application/pdf",
        "size": len(PDF),
        "at": house.now.isoformat(timespec="milliseconds"),
        "by": "officer-1",
        "removed_at": None,
        "removed_by": None,
    }
    path = f"/dossiers/{code}/attachments"
    assert house.get(path, house.supervisor)["items"] == [made.body]
    opened = house.ask("GET", f"{path}/{made.body['id']}", by=house.supervisor)
    assert (opened.body, opened.headers["content-type"]) == (PDF, "application/pdf")
    (file,) = files(house)
    assert b"022185001234" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    looks = house.get(f"/dossiers/{code}/looks", house.supervisor)["items"]
    assert [(look["by"], look["what"]) for look in looks] == [
        ("supervisor", "scan"),
        ("supervisor", "opened"),
    ]


def test_only_scans_of_a_fair_size_are_taken_whatever_they_are_called(
    new_house: Callable[..., House], shipped_centre: Configuration
) -> None:
    house = new_house(with_centre(shipped_centre, attachment_mb=1))
    code = taken_in(house)
    for data, name, refused in (
        (b"MZ\x90\x00", "giay.pdf", (422, "invalid")),
        (b"<html>%PDF-", "giay.pdf", (422, "invalid")),
        (b"", "giay.pdf", (422, "invalid")),
        (PNG, "", (422, "invalid")),
        (PNG, "%2E%2E/", (422, "invalid")),
        (PDF + b"x" * 1024 * 1024, "giay.pdf", (413, "too_large")),
    ):
        answer = send(house, code, data, name)
        assert (answer.status, answer.body["code"]) == refused, (data[:8], name)
    assert send(house, code, PNG, "%2E%2E/%2E%2E/etc/passwd").body["name"] == "passwd"
    assert send(house, code, PNG, "gi%E1%BA%A5y%0A%00.pdf").body["name"] == "giấy.pdf"
    assert send(house, "nothing", PNG).status == 404
    assert len(files(house)) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_scan_has_no_more_pixels_than_its_reader_can_bear(house: House, kind: str) -> None:
    code = taken_in(house)
    refused = send(house, code, bomb(kind, 30_000, 30_000), "giay.png")
    assert (refused.status, refused.body["code"]) == (422, "invalid")
    assert refused.body["title"] == (
        "Ảnh có quá nhiều điểm ảnh (30000 × 30000); nhiều nhất 80 triệu. Xin thu nhỏ."
    )
    assert send(house, code, bomb(kind, 9_921, 8_065), "a3.png").status == 422
    assert send(house, code, bomb(kind, 9_921, 7_016), "a3.png").status == 201, "A3, 600 dots an inch"
    broken = send(house, code, picture(kind)[:30], "giay.png")
    assert (broken.status, broken.body["title"]) == (422, "Ảnh này bị hỏng, không mở được.")
    if kind == "PNG":
        # Only this kind has sums by which a changed byte is seen.
        changed = bytearray(picture(kind))
        changed[-20] ^= 1
        assert send(house, code, bytes(changed), "giay.png").status == 422
    assert len(files(house)) == 1


def test_a_repeat_keeps_one_file_and_another_file_under_the_same_key_is_refused(house: House) -> None:
    code = taken_in(house)
    first, again = send(house, code, PDF, key="scan"), send(house, code, PDF, key="scan")
    assert (again.body, again.headers["idempotent-replayed"]) == (first.body, "true")
    assert send(house, code, PNG, key="scan").body["code"] == "idempotency_key_reused"
    assert len(files(house)) == 1


def test_a_removed_scan_leaves_its_trace_and_loses_its_file(house: House) -> None:
    code = taken_in(house)
    ident = send(house, code, PDF).body["id"]
    path = f"/dossiers/{code}/attachments/{ident}"
    gone = house.do(f"{path}/remove", {"reason": "nhầm hồ sơ"}, by=house.token("officer", 1))
    assert (gone["removed_by"], gone["removed_at"]) == ("officer-1", gone["at"])
    assert house.refused(f"{path}/remove", {"reason": "nữa"}, by=house.supervisor) == (409, "already_removed")
    assert house.ask("GET", path, by=house.supervisor).status == 404
    dossier = house.get(f"/dossiers/{code}", house.supervisor)
    assert (dossier["history"][-1]["note"], dossier["status"]) == ("giay.pdf: nhầm hồ sơ", 2)
    scans = house.application.parts.scans
    # Younger files may belong to a deed or a backup under way.
    assert (attachments.sweep(house.book, scans), len(files(house))) == (0, 1)
    for file in files(house):
        os.utime(file, (time.time() - 7200,) * 2)
    assert (attachments.sweep(house.book, scans), files(house)) == (1, [])


def test_a_sweep_takes_what_has_no_row_and_leaves_what_has(house: House) -> None:
    code = taken_in(house)
    ident = send(house, code, PDF).body["id"]
    scans = house.application.parts.scans
    # As a process leaves it that is killed between the file and its row.
    scans.keep(PNG)
    for file in files(house):
        os.utime(file, (time.time() - 7200,) * 2)
    assert attachments.sweep(house.book, scans) == 1
    assert house.ask("GET", f"/dossiers/{code}/attachments/{ident}", by=house.supervisor).body == PDF


def test_a_lost_or_changed_file_is_told_and_never_shown_half(house: House) -> None:
    code = taken_in(house)
    ident = send(house, code, PDF).body["id"]
    (file,) = files(house)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    path = f"/dossiers/{code}/attachments/{ident}"
    assert house.ask("GET", path, by=house.supervisor).status == 404
    file.unlink()
    assert house.ask("GET", path, by=house.supervisor).body["code"] == "not_found"


def test_files_are_sealed_anew_with_a_new_key(house: House) -> None:
    code = taken_in(house)
    ident = send(house, code, PDF).body["id"]
    seal, scans = house.application.parts.scans.seal, house.application.parts.scans
    first = seal.ids[0]
    seal._source.rotate()
    seal.unlock([first])
    assert resealing.all_of(house.book, scans) > 0
    (file,) = files(house)
    assert file.read_bytes().startswith(f"s1:{seal.ids[0]}:".encode())
    assert seal.ids[0] != first
    opened = house.ask("GET", f"/dossiers/{code}/attachments/{ident}", by=house.supervisor)
    assert opened.body == PDF


def test_retention_takes_names_and_files(house: House) -> None:
    code = taken_in(house)
    send(house, code, PDF, "Ng%E1%BB%8Dc%20%C3%81nh.pdf")
    for move in ("complete", "return-result"):
        house.do(f"/dossiers/{code}/{move}", by=house.supervisor)
    complaint = {"person": {"name": "Lê Văn Bình"}, "matter": "Chờ lâu", "dossier": code}
    filed = house.do("/complaints", complaint, by=house.supervisor)["code"]
    house.do(f"/complaints/{filed}/answer", {"answer": "Đã xin lỗi"}, by=house.supervisor)
    house.later(days=365 * 10 + 5)
    gone = retention.purge(house.book)
    assert (gone["dossiers"], gone["complaints"]) == (1, 1)
    (scan,) = house.get(f"/dossiers/{code}/attachments", house.supervisor)["items"]
    assert (scan["name"], scan["removed_by"]) == ("", "retention")
    found = house.get(f"/complaints/{filed}", house.supervisor)
    assert (found["person"], found["matter"], found["answer"], found["answered_by"]) == (
        None,
        "",
        None,
        "supervisor",
    )
    for file in files(house):
        os.utime(file, (time.time() - 7200,) * 2)
    assert attachments.sweep(house.book, house.application.parts.scans) == 1


def test_two_officers_send_at_once(house: House) -> None:
    code = taken_in(house)
    senders = [threading.Thread(target=send, args=(house, code, PDF)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(house.get(f"/dossiers/{code}/attachments", house.supervisor)["items"]) == 4


@pytest.mark.parametrize("stored", ["../../etc/passwd", "aa/../bb", "", "aa/bb"])
def test_no_name_leads_out_of_the_folder(house: House, stored: str) -> None:
    with pytest.raises(ValueError, match="not a stored name"):
        house.application.parts.scans.drop(stored)


def test_an_officer_of_another_department_neither_adds_nor_removes_a_scan_and_leaves_no_file(
    house: House,
) -> None:
    code = taken_in(house)
    house.do(f"/dossiers/{code}/forward", {"to": JUSTICE}, by=house.supervisor)
    scan = send(house, code, PDF).body["id"]
    before = files(house)
    stranger = department_token(house, LAND)
    headers = {"X-File-Name": "gia.pdf", "Content-Type": "application/octet-stream"}
    path = f"/dossiers/{code}/attachments"
    forged = house.ask("POST", path, by=stranger, headers=headers, data=PNG)
    assert (forged.status, forged.body["code"]) == (403, "not_your_department")
    removed = house.refused(f"{path}/{scan}/remove", {"reason": "quét nhầm"}, by=stranger)
    assert removed == (403, "not_your_department")
    assert files(house) == before
    assert [found["removed_at"] for found in house.get(path, stranger)["items"]] == [None]
