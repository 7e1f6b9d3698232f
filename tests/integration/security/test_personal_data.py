"""Personal data as an attacker finds it: on the disk, in the log, in facts, in stored answers, in lists; and who looked."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from queue_server.ledger.storage.engine import open_engine
from queue_server.ledger.tables import dossier_looks, idempotency_keys
from queue_server.recovery import backup
from tests.integration.house import House, token_in
from tests.integration.realtime.test_sockets import Ear
from tests.integration.security.lying_open import lying_open
from tests.journeys.centre import Centre

NAME, CARD, PHONE, STREET = (
    "Nguyễn Thị Ngọc Ánh",
    "022185001234",
    "0912 345 678",
    "ngõ 3, đường Lê Thánh Tông",
)
TICKET_PHONE, PASSPORT, EMAIL, NOTE = (
    "0987654321",
    "C1234567",
    "ngoc.anh@example.vn",
    "nghe kém, gọi số của chồng",
)
FETCHER, FETCHERS_PHONE = "Lê Thị Hồng Gấm", "0933555777"
FOLLOW = "f" * 24
SECRETS = (
    *(NAME, CARD, PHONE, PHONE.replace(" ", ""), STREET, TICKET_PHONE, PASSPORT, EMAIL, NOTE),
    *(FETCHER, FETCHERS_PHONE),
)
INTAKE = {
    "procedure": "dang-ky-khai-sinh",
    "applicant": {
        "name": NAME,
        "id_type": "cccd",
        "id_number": CARD,
        "phone": PHONE,
        "address": STREET,
        "email": EMAIL,
    },
    "submitter": {"name": "Trần Văn Hùng", "id_type": "passport", "id_number": PASSPORT, "relation": "chồng"},
    "note": NOTE,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest, free_port: Callable[[], int], tmp_path: Path
) -> Iterator[tuple[Centre, str]]:
    """A running server and the address of its database, on each engine and each async library."""
    centre = Centre(tmp_path / "office", free_port)
    database = f"sqlite:///{centre.data_dir / 'motcua.sqlite3'}"
    options: tuple[str, ...] = ()
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_url")
        options = ("--database", database, "--async-mode", "threading")
    centre.start("--no-worker", *options)
    yield centre, database
    centre.stop()


def test_nothing_personal_lies_open_on_the_disk_in_the_log_or_in_facts(
    office: tuple[Centre, str], tmp_path: Path
) -> None:
    centre, database = office
    staff = token_in(database, "supervisor", "lan")
    ear = Ear(centre.url, {"token": staff.secret})
    ear.snapshot()

    def ask(method: str, path: str, body: object = None, key: str | None = None) -> Any:
        return centre.request(method, path, body, token=staff.secret, key=key)

    ask("POST", "/counters/1/open")
    taking = {"queue": "ho-tich", "phone": TICKET_PHONE, "follow_secret": FOLLOW}
    taken = ask("POST", "/tickets", taking, "taking")
    assert ask("POST", "/tickets", taking, "taking").headers["idempotent-replayed"] == "true"
    ask("POST", "/counters/1/call-next")
    ask("POST", f"/tickets/{taken.body['id']}/start")
    path = f"/tickets/{taken.body['id']}/dossiers"
    made = ask("POST", path, INTAKE, "intake")
    again = ask("POST", path, INTAKE, "intake")
    assert (again.body, again.headers["idempotent-replayed"]) == (made.body, "true")
    assert made.body["applicant"] == INTAKE["applicant"]
    code = made.body["code"]
    given = ask("POST", f"/dossiers/{code}/forward", {"note": NOTE}).body
    fetcher = {"name": FETCHER, "phone": FETCHERS_PHONE}
    fixed = {"version": given["version"], "receiver": fetcher, "note": NOTE}
    assert ask("POST", f"/dossiers/{code}/correct", fixed).body["receiver"] == fetcher
    assert ask("GET", f"/dossiers/{code}/hand-overs").body["items"][0]["note"] == NOTE
    assert ask("GET", f"/dossiers?q={FETCHERS_PHONE}").body["total"] == 1
    assert ask("POST", f"/dossiers/{code}/complete", {"note": NOTE}).body["history"][-1]["note"] == NOTE
    assert ask("GET", f"/dossiers?q={CARD}").body["total"] == 1
    _papers_and_complaints(ask, centre, staff.secret, code, taken.body["id"])
    _appointments(ask)
    # What is wrong is told without repeating it, in the answer as in the log.
    wrong = {**INTAKE, "applicant": {**INTAKE["applicant"], "id_number": f"{CARD}9"}}  # type: ignore[dict-item]
    assert CARD not in json.dumps(ask("POST", path, wrong).body)
    for address in (
        f"/dossiers/{CARD}",
        f"/dossiers?q={CARD}&status=11",
        f"/dossiers/{code}/receipt.pdf?q={CARD}",
    ):
        assert CARD not in json.dumps(ask("GET", address).body)
    for page in (f"/dossiers?q={CARD}", f"/no/such/page?phone={TICKET_PHONE}"):
        with pytest.raises(HTTPError) if "no/such" in page else nullcontext():
            urlopen(f"{centre.url}{page}").close()
    feed = ask("GET", "/events?limit=1000").body
    metrics = centre.request("GET", "/metrics", token=staff.secret).body
    last = feed["last_seq"]
    heard = ear.facts_until(last)
    ear.leave()
    said = json.dumps([feed, heard, str(metrics)], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in said] == []
    copy = tmp_path / "office" / "copy.tar.gz"
    backup.save(database, centre.data_dir, copy)
    assert lying_open(SECRETS, tmp_path, database) == set()
    # Neither can a number be guessed from what is stored for repeats.
    spoken = f"POST /api/v1/tickets {json.dumps(taking, sort_keys=True, ensure_ascii=False)}"
    guess = hashlib.sha256(spoken.encode()).hexdigest()
    engine = create_engine(database)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT fingerprint FROM idempotency_keys")).scalars().all()
    engine.dispose()
    assert len(kept) > 4
    assert guess not in kept
    # Not even half-written: a killed server leaves its log behind.
    centre.kill("server")
    assert lying_open(SECRETS, tmp_path, database) == set()


def _appointments(ask: Any) -> None:
    """Booked by a phone and at the desk, found by a card, moved, and looked at."""
    days = ask("GET", "/appointments/slots?queue=ho-tich").body["days"]
    at, later = [slot["at"] for day in days for slot in day["slots"]][-2:]
    booked = ask("POST", "/public/appointments", {"queue": "ho-tich", "at": at, "name": NAME, "phone": PHONE})
    own = f"/public/appointments/{booked.body['secret']}"
    assert ask("POST", f"{own}/move", {"at": later}).status == 200
    other = {"queue": "ho-tich", "at": at, "name": FETCHER, "phone": "", "card": CARD}
    assert ask("POST", "/appointments", other).body["name"] == FETCHER
    assert ask("GET", f"/appointments/{booked.body['id']}").body["phone"] == PHONE


def _papers_and_complaints(ask: Any, centre: Centre, token: str, code: str, ticket: int) -> None:
    """A scan whose contents and name are personal, a complaint with its answer, and what was written beside a rating."""
    request = Request(
        f"{centre.url}/api/v1/dossiers/{code}/attachments",
        b"%PDF-1.7 " + f"{NAME} {CARD} {STREET}".encode(),
        {"Authorization": f"Bearer {token}", "Idempotency-Key": "scan", "X-File-Name": quote(f"{NAME}.pdf")},
    )
    with urlopen(request) as answer:
        scan = json.loads(answer.read())
    assert scan["name"] == f"{NAME}.pdf"
    person = {"name": NAME, "phone": PHONE, "address": STREET}
    filed = ask("POST", "/complaints", {"person": person, "matter": NOTE, "dossier": code})
    answered = ask("POST", f"/complaints/{filed.body['code']}/answer", {"answer": f"Kính gửi {NAME}"})
    assert answered.body["answer"] == f"Kính gửi {NAME}"
    assert ask("POST", f"/tickets/{ticket}/finish").status == 200
    rated = ask("POST", f"/follow/{FOLLOW}/rating", {"score": 1, "reason": NOTE})
    assert rated.status == 201


# In lists, on the opened dossier, and who looked


def taken_in(house: House, body: object = None) -> str:
    house.do("/counters/1/open", by=house.token("officer", 1))
    house.issue("ho-tich")
    ticket = house.do("/counters/1/call-next", by=house.token("officer", 1))
    made = house.do(f"/tickets/{ticket['id']}/dossiers", body or INTAKE, by=house.token("officer", 1))
    return str(made["code"])


def looks(house: House, code: str) -> list[tuple[str, str, int | None]]:
    found = house.get(f"/dossiers/{code}/looks", house.supervisor)
    assert found["total"] == len(found["items"])
    return [(look["by"], look["what"], look["counter"]) for look in found["items"]]


def test_lists_mask_numbers_and_leave_addresses_out(house: House) -> None:
    taken_in(house)
    (listed,) = house.get("/dossiers", house.token("officer", 1))["items"]
    assert listed["applicant"] == {
        "name": NAME,
        "id_type": "cccd",
        "id_number": "•••••••••234",
        "phone": "•••••••••678",
    }
    assert listed["submitter"] == {"name": "Trần Văn Hùng", "id_type": "passport", "id_number": "•••••567"}


def test_the_opened_dossier_is_whole_for_officers_and_veiled_for_integrations(house: House) -> None:
    code = taken_in(house)
    whole = house.get(f"/dossiers/{code}", house.token("officer", 1))
    veiled = house.get(f"/dossiers/{code}", house.token("integration"))
    assert (whole["applicant"], whole["submitter"]) == (INTAKE["applicant"], INTAKE["submitter"])
    assert [secret for secret in (CARD, PHONE, STREET, EMAIL, PASSPORT) if secret in json.dumps(veiled)] == []
    assert house.ask("GET", f"/dossiers/{code}/receipt.pdf", by=house.token("integration")).status == 403


def test_numbers_are_found_whole_however_they_are_written(house: House) -> None:
    code = taken_in(house)
    for number in (CARD, "0912345678", "0912.345.678", "+84 912 345 678", "c1234567", f" {CARD} "):
        found = house.get(f"/dossiers?q={quote(number)}", house.supervisor)
        assert [item["code"] for item in found["items"]] == [code], number
    for part in (CARD[:-1], CARD[4:], "34567"):
        assert house.get(f"/dossiers?q={part}", house.supervisor)["total"] == 0, part


def test_every_look_is_written_down_once(house: House) -> None:
    code = taken_in(house)
    officer, supervisor, integration = house.token("officer", 1), house.supervisor, house.token("integration")
    seq = house.seq()
    for _ in range(2):
        house.get(f"/dossiers/{code}", officer)
    house.get("/dossiers", officer)
    house.get("/dossiers?q=ngoc%20anh", officer)
    house.get(f"/dossiers?q={code}", officer)
    house.later(minutes=5)
    house.get(f"/dossiers?q={CARD}", integration)
    house.later(minutes=6)
    house.get(f"/dossiers/{code}", officer)
    assert looks(house, code) == [
        ("officer-1", "opened", 1),
        ("integration", "searched", None),
        ("officer-1", "opened", 1),
    ]
    house.get(f"/dossiers/{code}", supervisor)
    (mine, *_) = house.get(f"/dossiers/{code}/looks?limit=1", supervisor)["items"]
    assert mine == {
        "at": house.now.isoformat(timespec="milliseconds"),
        "by": "supervisor",
        "role": "supervisor",
        "counter": None,
        "what": "opened",
        "what_name": "mở hồ sơ",
    }
    # A look is nobody's news: no board hears of it.
    assert house.seq() == seq


def test_a_search_that_found_nobody_is_written_down_without_the_number(house: House) -> None:
    for nobodys in ("022185009999", "khong%20ai"):
        house.get(f"/dossiers?q={nobodys}", house.supervisor)
    with house.book.engine.connect() as connection:
        mine = dossier_looks.c.centre == house.centre.centre.id
        (row,) = connection.execute(select(dossier_looks).where(mine)).mappings()
    assert (row["dossier_id"], row["by"], row["what"]) == (None, "supervisor", "searched")
    assert "022185009999" not in repr(row)


def test_what_cannot_be_written_down_is_not_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code = taken_in(house)

    def full(*_: object) -> None:
        raise OperationalError("INSERT", None, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("queue_server.dossiers.rows.access_log.add", full)
    answer = house.ask("GET", f"/dossiers/{code}", by=house.supervisor)
    assert (answer.status, NAME in json.dumps(answer.body, ensure_ascii=False)) == (503, False)


def test_only_supervisors_and_administrators_see_who_looked(house: House) -> None:
    code = taken_in(house)
    statuses = {
        role: house.ask("GET", f"/dossiers/{code}/looks", by=house.token(role)).status
        for role in ("admin", "supervisor", "officer", "integration", "kiosk", "display")
    }
    assert statuses == {
        "admin": 200,
        "supervisor": 200,
        "officer": 403,
        "integration": 403,
        "kiosk": 403,
        "display": 403,
    }
    assert house.ask("GET", "/dossiers/nothing/looks", by=house.supervisor).status == 404


def test_a_password_cannot_be_guessed_from_what_is_kept_for_repeats(house: House) -> None:
    body = {"name": "minh", "role": "officer", "counters": [1], "password": "mat-khau-thu-nghiem"}
    house.do("/people", body, by=house.token("admin"))
    guess = hashlib.sha256(
        f"POST /api/v1/people {json.dumps(body, sort_keys=True, ensure_ascii=False)}".encode()
    ).hexdigest()
    with house.book.engine.connect() as connection:
        assert guess not in connection.execute(select(idempotency_keys.c.fingerprint)).scalars().all()


def test_an_error_of_the_database_tells_no_value(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as caught:
        connection.execute(text("INSERT INTO nowhere VALUES (:card)"), {"card": CARD})
    engine.dispose()
    assert "nowhere" in str(caught.value)
    # The driver's own words stand in the second part; psycopg2 quotes the line that it failed at.
    assert CARD not in str(caught.value).replace(str(caught.value.__cause__), "")
