"""People and documents of a dossier: what is known of them, how they are found, and how much a list shows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from queue_server.dossiers.rules.dossier_code import masked
from shared.text import person_numbers
from shared.text.alphabet import fold

ROLES = ("applicant", "submitter", "receiver")
"""Who may stand on a dossier, each in a field and a column of its own."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the dossier names them; a field that is not known is None."""

    name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    email: str | None = None
    relation: str | None = None
    authority: str | None = None

    def told(self) -> dict[str, str]:
        """The known fields by their names."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}

    def numbers(self) -> list[str]:
        """The numbers by which the person is found, in the forms in which these are compared."""
        return person_numbers.of_person(self.id_number, self.phone)

    def veiled(self) -> "Person":
        """The person as shown where not all details are needed: name, kind of paper and masked numbers, but no address."""
        return Person(
            name=self.name,
            id_type=self.id_type,
            id_number=None if self.id_number is None else masked(self.id_number),
            phone=None if self.phone is None else masked(self.phone),
        )


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of the documents handed in (thành phần hồ sơ)."""

    name: str
    form: str = "original"
    copies: int = 1


def names_of(people: Iterable[Person | None]) -> str:
    """The names of these people without accents, as lists search them."""
    return " | ".join(fold(person.name or "") for person in people if person is not None)


def differing(role: str, before: Person | None, after: Person | None) -> list[str]:
    """The names of the fields that differ, such as `applicant.phone`, without what they hold."""
    was, now = (before or Person()).told(), (after or Person()).told()
    return [f"{role}.{key}" for key in sorted({*was, *now}) if was.get(key) != now.get(key)]
