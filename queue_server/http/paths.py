"""Path and query parameters shared by the views."""

from typing import Annotated

from pydantic import BaseModel, Field

MAX_ID = 2**53


class TicketPath(BaseModel):
    """`/tickets/{id}`: a ticket's id, never its number."""

    id: Annotated[int, Field(ge=1, le=MAX_ID)]


class SecretPath(BaseModel):
    """The secret of a page that whoever holds it may open: a number's, an appointment's."""

    secret: Annotated[str, Field(min_length=16, max_length=80)]


class QueuePath(BaseModel):
    """`/queues/{id}`."""

    id: Annotated[str, Field(min_length=1, max_length=120)]


class CounterPath(BaseModel):
    """`/counters/{n}`."""

    n: Annotated[int, Field(ge=1, le=999)]


class NamePath(BaseModel):
    """A person's or device's name."""

    name: Annotated[str, Field(min_length=1, max_length=120)]


class CodePath(BaseModel):
    """`/dossiers/{code}`: our code, or another system's."""

    code: Annotated[str, Field(min_length=1, max_length=120)]


class YearPath(BaseModel):
    """`/registers/{year}`."""

    year: Annotated[int, Field(ge=2000, le=9999)]


class IdentPath(BaseModel):
    """An id or code of the catalogue."""

    ident: Annotated[str, Field(min_length=1, max_length=200)]
