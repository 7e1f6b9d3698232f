"""The numbers by which a person is found: telephones and identity papers, in the forms in which they are compared.

A form has letters and digits only. What is stored of it are keyed marks alone (queue_server/ledger/storage/sealing.py).
"""

from shared.text import identity_numbers, telephones

_SHORTEST = 6


def of_telephone(text: str) -> str | None:
    """The form of a telephone's number: one for every way of writing it. None for a text that is too short for one."""
    return _numbered(telephones.canonical(text) or text)


def of_paper(text: str) -> str | None:
    """The form of an identity paper's number. None for a text that is too short for one."""
    return _numbered(text)


def of_person(id_number: str | None, phone: str | None) -> list[str]:
    """The forms of a person's numbers, without those that are missing or too short."""
    forms = (of_paper(id_number or ""), of_telephone(phone or ""))
    return [form for form in forms if form is not None]


def meant(text: str) -> list[str]:
    """The forms that a searched number may mean, which is not said with it; empty for a text that is no number."""
    return sorted({form for form in (of_telephone(text), of_paper(text)) if form is not None})


def _numbered(text: str) -> str | None:
    form = identity_numbers.canonical(text)
    return form if len(form) >= _SHORTEST and any(char.isdigit() for char in form) else None
