"""Request bodies about ratings, complaints and scans, as the API accepts them. Checks shapes, never rules."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.wire.dossier_bodies import Note, Phone
from shared.wire.ticket_bodies import Body, Ident, Text

LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Indicator = Literal["1", "2", "3", "4", "6", "7"]
Points = Annotated[int, Field(ge=0, le=2)]
Choice = Literal["quick", "clear", "kind", "slow", "unclear", "unkind", "papers", "again"]


class NewRating(Body):
    """`POST /follow/{secret}/rating`, `POST /public/dossiers/{code}/rating`: a face from 1 to 3, and perhaps why.

    `choices` are short answers that can be counted; `reason` is the citizen's own words, which lie sealed.
    """

    score: Annotated[int, Field(ge=1, le=3)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = None
    indicators: Annotated[dict[Indicator, Points], Field(max_length=6)] | None = None
    choices: Annotated[list[Choice], Field(max_length=8)] | None = None


class CounterRating(NewRating):
    """`POST /counters/{n}/rating`, from the tablet at a counter: it names the ticket that it asked about."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


class Complainant(Body):
    """Who complains; all of it may be left out."""

    name: Text | None = None
    phone: Phone | None = None
    address: Note | None = None


class NewComplaint(Body):
    """`POST /complaints`: about a ticket, a dossier, or neither."""

    matter: LongText
    person: Complainant = Complainant()
    ticket: Annotated[int, Field(ge=1, le=2**53)] | None = None
    dossier: Ident | None = None


class ComplaintAnswer(Body):
    """`POST /complaints/{code}/answer`."""

    answer: LongText


class RemoveAttachment(Body):
    """`POST /dossiers/{code}/attachments/{id}/remove`."""

    reason: Text
