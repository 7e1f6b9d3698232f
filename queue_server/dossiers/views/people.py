"""People on a dossier: what is kept of them, and how much of them a list shows. Saves nothing."""

import json
from collections.abc import Mapping
from typing import Any

from queue_server.dossiers.rows.dossiers import NUMBERS, PEOPLE
from queue_server.dossiers.rules.dossier_code import masked
from shared.text.fold import fold
from shared.wire.dossiers import NewDossier, PersonOnPaper

Json = dict[str, Any]
_IN_LISTS = ("name", "id_type", *NUMBERS)


def stored(body: NewDossier) -> Json:
    """The columns of a new dossier that hold its people; `names` is what lists look through, without accents."""
    people = {name: stored_person(name, getattr(body, name)) for name in PEOPLE}
    return {**people, "names": names_of(people)}


def stored_person(role: str, person: PersonOnPaper | None) -> str | None:
    """A person as the column of their role keeps them; a dossier without an applicant keeps an empty one."""
    if person is None:
        return "{}" if role == "applicant" else None
    return person.model_dump_json(exclude_none=True)


def names_of(people: Mapping[str, str | None]) -> str:
    """The folded names of everybody on a dossier, from the columns of their roles."""
    known = [json.loads(people[role] or "{}") for role in PEOPLE]
    return " | ".join(fold(person["name"]) for person in known if person)


def veiled(person: Json | None) -> Json | None:
    """The person as shown to whoever does not need the whole: name, kind of paper, masked numbers; no address."""
    if not person:
        return None
    return {
        key: masked(value) if key in NUMBERS else value for key, value in person.items() if key in _IN_LISTS
    }
