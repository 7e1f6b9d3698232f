"""A centre with one object of every kind, and somebody of every role who has to do with it, and who has not.

Every deed that an actor makes here is taken back in the end, so that all of them find the same centre.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from queue_server.access.passwords import hash_password
from queue_server.centre.deeds import doubts, people
from queue_server.configuration.values import Configuration
from queue_server.http.limits import SignIns
from queue_server.ledger.actor import SYSTEM, Actor
from queue_server.ledger.database import Answer, Database, Key
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.base import Answer as Said
from shared.wire.base import as_text
from shared.wire.vocabulary import DoubtKind
from tests.integration.house import House
from tests.journeys.centre import Answer as Answered

JUSTICE, LAND = "Phòng Tư pháp", "Phòng Tài nguyên và Môi trường"
QUEUE, PROCEDURE = "ho-tich", "dang-ky-khai-sinh"
PASSWORD = "mot-mat-khau-dai-hon"
PDF = b"%PDF-1.7\n" + b"giay khai sinh\n" * 40
REASONS = {
    "call_reason": "goi vi co be nho",
    "hold_reason": "cho ong Binh lay giay",
    "transfer_note": "ba Mai can gap chi Lan",
    "cancel_reason": "ong Ba ve lo viec nha",
    "priority_reason": "ba Tu co the thuong binh",
}
"""Free text on numbers: each is a text that nothing else says."""
PERSONAL = {
    "card_number": "022185001234",
    "dossier_note": "con nuoi cua ba Sau",
    "due_basis": "hen theo giay cua ba Chin",
    "fee_reason": "ho ngheo theo so 17",
    "refund_reason": "tra lai tien cho ba Bay",
    "complaint": "cho hai tieng ma khong ai goi",
    "rating_reason": "chi Lan bao quay lai sau",
    "cash_note": "thieu nam nghin vi thoi nham",
}
PEOPLE: Mapping[str, tuple[str, tuple[int, ...], str | None]] = {
    "officer": ("officer", (1, 2, 3, 4, 5), None),
    "other_officer": ("officer", (6, 7), None),
    "specialist": ("officer", (), JUSTICE),
    "other_specialist": ("officer", (), LAND),
    "supervisor": ("supervisor", (), None),
    "admin": ("admin", (), None),
}
TOKENS: Mapping[str, tuple[str, str, tuple[int, ...]]] = {
    "kiosk": ("kiosk", "kiosk-1", ()),
    "other_kiosk": ("kiosk", "kiosk-2", ()),
    "tablet": ("display", "tablet-3", (3,)),
    "board": ("display", "tv-1", ()),
    "integration": ("integration", "cong-a", ()),
    "other_integration": ("integration", "cong-b", ()),
}


class _TakenBack(Exception):
    """A deed that was done and is not to stay."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


@contextmanager
def taken_back() -> Iterator[None]:
    """Every deed runs to its end, and its transaction is rolled back; whoever asked gets the answer of the deed."""
    really = Database.perform

    def perform(
        self: Database,
        actor: Actor,
        work: Callable[[UnitOfWork], Said],
        *,
        key: Key | None = None,
        status: int = 200,
    ) -> Answer:
        def and_back(deed: UnitOfWork) -> Said:
            raise _TakenBack(work(deed))

        try:
            return really(self, actor, and_back, key=key, status=status)
        except _TakenBack as back:
            return Answer(204, "") if back.said is None else Answer(status, as_text(back.said))

    Database.perform = perform  # type: ignore[method-assign]
    try:
        yield
    finally:
        Database.perform = really  # type: ignore[method-assign]


class _Unlimited(SignIns):
    """Lets everybody try."""

    def take(self, name: str, address: str | None) -> int:
        return 0


@dataclass(slots=True)
class Scene:
    """The centre, how each actor speaks, and what its objects are called in addresses and bodies."""

    house: House
    speaks: dict[str, dict[str, str]]
    names: dict[str, Any]

    def ask(self, actor: str, method: str, path: str, body: object = None, **more: Any) -> Answered:
        """A request of this actor."""
        headers = {**self.speaks[actor], **more.pop("headers", {})}
        return self.house.ask(method, path, body, headers=headers, **more)

    def do(self, actor: str, path: str, body: object = None, **more: Any) -> Any:
        """The body of a deed that must succeed."""
        answer = self.ask(actor, "POST", path, body, **more)
        assert answer.status in (200, 201, 204), (actor, path, answer)
        return answer.body


def build(folder: Path, centre: Configuration) -> Scene:
    """A centre of its own with everything in it."""
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, centre)
    limits = house.application.parts.limits
    limits.signing_in = _Unlimited()
    for limit in (limits.issuing, limits.guessing, limits.pairing, limits.looking_up, limits.finding):
        limit.count = 10**9
    for limit in (limits.holding, limits.booking):
        limit.count = 10**9
    scene = Scene(house, {"nobody": {}}, {})
    _speakers(scene)
    _numbers(scene)
    _dossiers(scene)
    _money(scene)
    _the_rest(scene)
    return scene


def _speakers(scene: Scene) -> None:
    house, system = scene.house, Actor("test", "admin", principal="test")
    hashed = hash_password(PASSWORD)
    everyone = {**PEOPLE, "du": ("officer", (), None)}
    for name, (role, counters, department) in everyone.items():
        house.book.perform(
            system,
            lambda deed, name=name, role=role, counters=counters, department=department: people.create_person(  # type: ignore[misc]
                deed, name, role, counters, hashed, department=department
            ),
        )
    for name in PEOPLE:
        answer = house.ask("POST", "/session", {"name": name, "password": PASSWORD}, key="")
        cookie = answer.headers["set-cookie"].split(";")[0]
        scene.speaks[name] = {"Cookie": cookie, "X-CSRF-Token": answer.body["csrf"]}
    for actor, (role, name, counters) in TOKENS.items():
        secret = house.token(role, *counters, name=name).secret
        scene.speaks[actor] = {"Authorization": f"Bearer {secret}"}
    house.token("integration", name="cong-cu")
    tokens = scene.ask("admin", "GET", "/tokens").body
    scene.names |= {
        "spare_person": "du",
        "spare_token": next(token["id"] for token in tokens if token["name"] == "cong-cu"),
    }


def _numbers(scene: Scene) -> None:
    names = scene.names
    for counter in (1, 2, 3, 4):
        scene.do("officer", f"/counters/{counter}/open")
    scene.do("other_officer", "/counters/6/open")

    def issue(actor: str, word: str) -> int:
        secret = f"bi-mat-{word:-<24}"
        made = scene.do(actor, "/tickets", {"queue": QUEUE, "follow_secret": secret})
        names[f"{word}_secret"] = secret
        return int(made["id"])

    def call(counter: int, ticket: int) -> None:
        body = {"ticket": ticket, "reason": REASONS["call_reason"]}
        scene.do("officer", f"/counters/{counter}/call", body)

    for word in ("waiting", "called", "serving", "held", "missed", "cancelled", "done", "sent"):
        names[word] = issue("kiosk", word)
    names["issued_by_integration"] = issue("integration", "integrations")
    names["issued_by_officer"] = issue("officer", "officers")
    names["secret"] = names["waiting_secret"]
    call(1, names["called"])
    call(2, names["serving"])
    scene.do("officer", f"/tickets/{names['serving']}/start")
    call(3, names["held"])
    scene.do("officer", f"/tickets/{names['held']}/hold", {"reason": REASONS["hold_reason"]})
    call(3, names["missed"])
    scene.do("officer", f"/tickets/{names['missed']}/no-show")
    call(3, names["sent"])
    note = {"queue": "chung-thuc", "note": REASONS["transfer_note"]}
    scene.do("officer", f"/tickets/{names['sent']}/transfer", note)
    scene.do("officer", f"/tickets/{names['cancelled']}/cancel", {"reason": REASONS["cancel_reason"]})
    raised = {"group": "merit", "reason": REASONS["priority_reason"]}
    scene.do("officer", f"/tickets/{names['waiting']}/priority", raised)
    call(3, names["done"])
    scene.do("officer", f"/tickets/{names['done']}/start")
    scene.do("officer", f"/tickets/{names['done']}/finish", {"outcome": "advised"})
    names |= {
        "queue": QUEUE,
        "procedure": PROCEDURE,
        "counter": 1,
        "free_counter": 4,
        "closed_counter": 5,
        "tablets_counter": 3,
    }


def _dossiers(scene: Scene) -> None:
    names = scene.names

    def taken_in(word: str) -> str:
        applicant = {
            "name": "Nguyễn Thị Ánh",
            "id_type": "cccd",
            "id_number": PERSONAL["card_number"],
            "phone": "0912345678",
        }
        due = {"due_at": "2026-06-30T09:00:00+07:00", "due_basis": PERSONAL["due_basis"]}
        body = {"procedure": PROCEDURE, "applicant": applicant, "note": PERSONAL["dossier_note"], **due}
        made = scene.do("officer", f"/tickets/{names['serving']}/dossiers", body)
        names[f"{word}_secret"] = parse_qs(urlsplit(made["public_url"]).query)["secret"][0]
        names[word] = made["code"]
        return str(made["code"])

    taken_in("at_centre")
    scene.do("officer", f"/dossiers/{taken_in('handed_over')}/forward", {"to": JUSTICE})
    code = taken_in("at_department")
    scene.do("officer", f"/dossiers/{code}/forward", {"to": JUSTICE})
    scene.do("specialist", f"/dossiers/{code}/receive")
    returned = taken_in("returned")
    for move in ("complete", "return-result"):
        scene.do("officer", f"/dossiers/{returned}/{move}")
    scan = scene.do(
        "specialist",
        f"/dossiers/{code}/attachments",
        data=PDF,
        headers={"X-File-Name": "giay.pdf", "Content-Type": "application/octet-stream"},
    )
    names |= {
        "scan": scan["id"],
        "receipt_secret": names["at_department_secret"],
        "year": "2026",
        "last_year": "2025",
        "today": "2026-06-15",
        "month": "2026-05",
    }


def _money(scene: Scene) -> None:
    names, code = scene.names, scene.names["at_department"]

    def line(amount: int, **more: object) -> dict[str, object]:
        return {"lines": [{"label": "Lệ phí", "unit_price": amount, **more}]}

    less = {"exempt_percent": 50, "exempt_reason": PERSONAL["fee_reason"]}
    scene.do("officer", f"/dossiers/{code}/fees", line(8000, **less))
    names["receipt_of_dossier"] = scene.do("officer", f"/dossiers/{code}/payments", {"method": "cash"})["id"]
    fees = scene.do("officer", f"/dossiers/{code}/fees", line(9000))
    names["open_fee"] = next(found["id"] for found in fees["lines"] if found["payment"] is None)
    done = f"/tickets/{names['done']}/payments"
    names["receipt_of_number"] = scene.do("officer", done, {"method": "cash", **line(5000)})["id"]
    partly = scene.do("officer", done, {"method": "cash", **line(7000)})["id"]
    back = {"amount": 1000, "reason": PERSONAL["refund_reason"]}
    scene.do("officer", f"/payments/{partly}/refund", back)
    closed = {"counted": 0, "day": "2026-06-12", "officer": "officer", "note": PERSONAL["cash_note"]}
    scene.do("supervisor", "/cash/close", closed)


def _the_rest(scene: Scene) -> None:
    names, house = scene.names, scene.house
    moved = {"counter": 8, "queues": ["ho-tich"]}
    names["rearrangement"] = scene.do("supervisor", "/rearrangements", moved)["id"]
    names["alarm"] = scene.do("officer", "/alarms", {"counter": 1})["id"]
    booked = scene.do("nobody", "/public/appointments", appointment("2026-06-16T09:00:00+07:00"))
    today = scene.do("nobody", "/public/appointments", appointment("2026-06-15T09:00:00+07:00"))
    names |= {"booked": booked["id"], "booked_secret": booked["secret"], "booked_code": today["code"]}
    complaint = {"matter": PERSONAL["complaint"], "person": {"name": "Lê Văn Bình"}}
    names["complaint"] = scene.do("supervisor", "/complaints", complaint)["code"]
    rated = {"score": 1, "reason": PERSONAL["rating_reason"]}
    at_centre = f"/public/dossiers/{names['returned']}/rating?secret={names['returned_secret']}"
    with taken_back():
        scene.do("nobody", at_centre, rated, key="")
    scene.do("nobody", f"/follow/{_rated(scene)}/rating", rated, key="")
    ready = {"state": "ok", "detail": {"paper": "ok", "printer": "ready", "kind": "virtual"}}
    for screen in ("kiosk", "other_kiosk", "board"):
        assert scene.ask(screen, "PUT", "/devices/me/status", ready).status == 204
    house.application.parts.hub.connected_names = lambda: {"kiosk-1", "kiosk-2", "tv-1"}  # type: ignore[method-assign]
    raw = {"Content-Type": "application/octet-stream", "X-File-Name": "anh.png"}
    assert scene.ask("kiosk", "PUT", "/devices/me/screen", data=png(), headers=raw).status == 204
    names["picture"] = scene.do("supervisor", "/media", data=png(), headers=raw)["id"]
    papers = "/kiosks/kiosk-1/papers"
    names["paper"] = scene.do("officer", papers, {"ticket": names["waiting"]})["paper"]
    slip = {"slip": {"dossier": names["at_department"], "form": "receipt"}}
    names["slip"] = scene.do("officer", papers, slip)["paper"]
    pairing = scene.do("nobody", "/pairings", {}, key="")
    names |= {"pairing_secret": pairing["secret"], "pairing_code": pairing["code"]}
    approved = scene.do("nobody", "/pairings", {}, key="")
    scene.do("supervisor", f"/pairings/{approved['code']}/approve", {"name": "tv-9"})
    names["approved_secret"] = approved["secret"]
    house.book.perform(SYSTEM, lambda deed: doubts.raise_doubt(deed, DoubtKind.RECORDS))
    scene.do("supervisor", "/centre/emergency", {"text": "Có cháy."})
    own = house.application.parts.settings.data_dir / "forms" / "2025" / "receipt.typ"
    own.parent.mkdir(parents=True)
    own.write_text("= Thử", "utf-8")


def _rated(scene: Scene) -> str:
    """The secret of a visit that ended earlier, at counter 4."""
    secret = f"bi-mat-{'rated':-<24}"
    ident = scene.names["rated"] = scene.do(
        "kiosk", "/tickets", {"queue": "chung-thuc", "follow_secret": secret}
    )["id"]
    scene.do("officer", "/counters/4/call", {"ticket": ident, "reason": REASONS["call_reason"]})
    scene.do("officer", f"/tickets/{ident}/start")
    scene.do("officer", f"/tickets/{ident}/finish", {"outcome": "advised"})
    return secret


def appointment(at: str) -> dict[str, object]:
    """A wish for an appointment."""
    return {"queue": "chung-thuc", "at": at, "name": "Nguyễn Thị Mai", "phone": "0912345679"}


def png(colour: str = "red") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(out, "PNG")
    return out.getvalue()
