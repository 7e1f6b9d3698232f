"""Request bodies about appointments. Unknown keys are refused, as everywhere (shared/wire/ticket_bodies.py)."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from shared.wire.ticket_bodies import Body, Ident
from shared.wire.vocabulary import Purpose

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=r"^[0-9+ .()-]*$")]
Card = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]


class NewAppointment(Body):
    """`POST /public/appointments` and `POST /appointments`: what for, when, and who; a telephone or a card is needed.

    Of a card's number only a keyed digest is kept, for the limits a person.
    """

    procedures: Annotated[list[Ident], Field(max_length=5, default_factory=list)]
    queue: Ident | None = None
    purpose: Purpose = Purpose.SUBMIT
    at: AwareDatetime
    name: Name | None = None
    phone: Phone | None = None
    card: Card | None = None
    lang: Literal["vi", "en"] = "vi"


class MoveAppointment(Body):
    """`POST …/move`: to another slot of the same queue."""

    at: AwareDatetime
