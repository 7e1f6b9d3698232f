"""People on a dossier: what is kept of them, how they are found, and how much of them a list shows. Saves nothing."""

from typing import Any

from queue_server.domain.dossier_code import masked
from shared.dossier_bodies import NewDossier, PersonOnPaper
from shared.text.fold import fold

Json = dict[str, Any]
NUMBERS = ("id_number", "phone")
"""What finds a person exactly, and is masked wherever it is not needed whole."""
_IN_LISTS = ("name", "id_type", *NUMBERS)


def stored(body: NewDossier) -> Json:
    """The columns of a new dossier that hold its people; `names` is what lists look through, without accents."""
    return {
        "applicant": body.applicant.model_dump_json(exclude_none=True) if body.applicant else "{}",
        "submitter": body.submitter.model_dump_json(exclude_none=True) if body.submitter else None,
        "names": " | ".join(fold(person.name) for person in _everyone(body)),
    }


def numbers(body: NewDossier) -> list[str]:
    """The telephone and papers' numbers by which the dossier is found."""
    return [
        number
        for person in _everyone(body)
        for number in (getattr(person, name) for name in NUMBERS)
        if number
    ]


def _everyone(body: NewDossier) -> list[PersonOnPaper]:
    return [person for person in (body.applicant, body.submitter) if person is not None]


def veiled(person: Json | None) -> Json | None:
    """The person as shown to whoever does not need the whole: name, kind of paper, masked numbers; no address."""
    if not person:
        return None
    return {
        key: masked(value) if key in NUMBERS else value for key, value in person.items() if key in _IN_LISTS
    }
