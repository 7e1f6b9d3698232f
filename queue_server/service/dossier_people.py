"""People on a dossier: what is kept of them, and how much of them a list shows. Saves nothing."""

from typing import Any

from queue_server.domain.dossier_code import masked
from queue_server.store.dossiers import NUMBERS
from shared.dossier_bodies import NewDossier, PersonOnPaper
from shared.text.fold import fold

Json = dict[str, Any]
_IN_LISTS = ("name", "id_type", *NUMBERS)


def stored(body: NewDossier) -> Json:
    """The columns of a new dossier that hold its people; `names` is what lists look through, without accents."""
    return {
        "applicant": body.applicant.model_dump_json(exclude_none=True) if body.applicant else "{}",
        "submitter": body.submitter.model_dump_json(exclude_none=True) if body.submitter else None,
        "names": " | ".join(fold(person.name) for person in _everyone(body)),
    }


def _everyone(body: NewDossier) -> list[PersonOnPaper]:
    return [person for person in (body.applicant, body.submitter) if person is not None]


def veiled(person: Json | None) -> Json | None:
    """The person as shown to whoever does not need the whole: name, kind of paper, masked numbers; no address."""
    if not person:
        return None
    return {
        key: masked(value) if key in NUMBERS else value for key, value in person.items() if key in _IN_LISTS
    }
