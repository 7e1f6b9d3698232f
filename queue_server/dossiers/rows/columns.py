"""A dossier's columns and what they hold: rows become values here, and values rows. Texts of people are plain here."""

import json

from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.people import ROLES, DocumentLine, Person
from queue_server.dossiers.rules.record import Dossier, Pinned, PinnedProcedure, Told
from queue_server.ledger.storage.rows import Row

_SAME = (
    *("id", "centre", "code", "procedure", "field", "names", "sets", "channel", "note", "version"),
    *("received_at", "due_at", "due_basis", "extended_from", "apology_at", "finished_at", "returned_at"),
    *("supplement_requests", "paused_minutes", "paused_since", "external_system", "external_code"),
    *("department", "assigned_to", "register_year", "register_no", "anonymised_at", "created_by"),
    "receipt_secret",
)
"""The columns that are fields of a dossier under the same name."""
_SEALED = (*ROLES, "note")


def dossier_of(row: Row) -> Dossier:
    """The dossier that a row holds, its personal columns opened."""
    pinned, first_due_at = _pinned(row["procedure_snapshot"] or "{}")
    return Dossier(
        status=Status(row["status"]),
        pinned=pinned,
        first_due_at=first_due_at,
        documents=tuple(DocumentLine(**line) for line in json.loads(row["documents"])),
        applicant=person_of(row["applicant"]),
        submitter=person_of(row["submitter"]),
        receiver=person_of(row["receiver"]),
        **{name: row[name] for name in _SAME},
    )


def personal(dossier: Dossier) -> dict[str, str | None]:
    """The columns that are to be sealed. A dossier without an applicant keeps an empty one."""
    people = {role: None if person is None else text_of(person) for role, person in dossier.people.items()}
    return {**people, "applicant": people["applicant"] or "{}", "note": dossier.note}


def columns(dossier: Dossier) -> dict[str, str | int | None]:
    """All other columns, without the id."""
    same = {name: getattr(dossier, name) for name in _SAME if name not in ("id", *_SEALED)}
    lines = [{"name": line.name, "form": line.form, "copies": line.copies} for line in dossier.documents]
    pinned = {**json.loads(dossier.pinned.text), "first_due_at": dossier.first_due_at}
    return {
        **same,
        "status": int(dossier.status),
        "documents": json.dumps(lines, ensure_ascii=False),
        "procedure_snapshot": json.dumps(pinned, ensure_ascii=False),
    }


def person_of(text: str | None) -> Person | None:
    """The person that a column holds; None for an empty one."""
    told = json.loads(text or "{}")
    return Person(**told) if told else None


def told_of(text: str | None) -> Told | None:
    """What the fact of a step says; None if the column is empty."""
    if text is None:
        return None
    fact = json.loads(text)
    return Told(
        move=fact.get("move"),
        changed=tuple(fact.get("changed", ())),
        department=fact.get("department"),
        from_place=fact.get("from_place"),
        was_given="from_place" in fact,
        due_at=fact.get("due_at"),
        assigned_to=fact.get("assigned_to"),
    )


def pinned_of(text: str) -> Pinned:
    """What a dossier keeps of the rules at its intake, read from the text that holds it."""
    return _pinned(text)[0]


def _pinned(text: str) -> tuple[Pinned, int | None]:
    kept = json.loads(text)
    named = kept.get("procedure")
    procedure = None
    if named:
        procedure = PinnedProcedure(
            id=named["id"],
            name=named["name"],
            short_name=named.get("short_name"),
            field=named["field"],
            time_limit=named["time_limit"],
            time_unit=named["time_unit"],
            same_day=bool(named["same_day"]),
            fee_text=named["fee_text"],
            fee_vnd=named.get("fee_vnd"),
            knows_fee="fee_vnd" in named,
        )
    pinned = Pinned(
        text=text,
        procedure=procedure,
        department=kept.get("department"),
        knows_department="department" in kept,
        forms=kept.get("forms"),
    )
    return pinned, kept.get("first_due_at")


def text_of(person: Person) -> str:
    """A person as text, in the form in which a column keeps them."""
    return json.dumps(person.told(), ensure_ascii=False, separators=(",", ":"))
