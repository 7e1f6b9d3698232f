"""Request bodies as the API accepts them: one pydantic model a body, unknown keys refused with a clear message."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.wire.vocabulary import Outcome, Place, Purpose

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Ident = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Body(BaseModel):
    """A JSON object whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SignIn(Body):
    """`POST /session`."""

    name: Ident
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewPassword(Body):
    """`POST /session/password`: the signed-in person's own."""

    old: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    new: Annotated[str, StringConstraints(min_length=10, max_length=200)]


class NewTicket(Body):
    """`POST /tickets`; `printed_…` are only for a kiosk's deliveries."""

    procedures: Annotated[list[Ident], Field(max_length=10, default_factory=list)]
    queue: Ident | None = None
    purpose: Purpose = Purpose.SUBMIT
    priority: Ident | None = None
    dossiers: Annotated[list[Ident], Field(max_length=20, default_factory=list)]
    documents: Annotated[list[Text], Field(max_length=40, default_factory=list)]
    lang: Literal["vi", "en"] = "vi"
    phone: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9+ .()-]*$")] | None = None
    follow_secret: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,64}$")] | None = None
    printed_number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[0-9]{3,5}$")] | None = None
    printed_at: datetime | None = None
    appointment: Annotated[str, StringConstraints(min_length=1, max_length=12)] | None = None
    """The code of an appointment, which decides the queue: what else is named must agree with it."""
    person: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    """A kiosk's mark of the scanned card by the day's key (`GET /devices/me`), where a person may hold one number a field."""


class Pause(Body):
    """`POST /counters/{n}/pause`."""

    reason: Text
    ticket: Literal["put_back", "hold", "finish"] | None = None


class Close(Body):
    """`POST /counters/{n}/close`; `ticket` says what becomes of a held number (supervisors only)."""

    ticket: Literal["put_back", "hold", "finish"] | None = None


class CallChosen(Body):
    """`POST /counters/{n}/call`: a chosen ticket, out of turn."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]
    reason: Text


class Finish(Body):
    """`POST /tickets/{id}/finish`."""

    outcome: Outcome | None = None


class Hold(Body):
    """`POST /tickets/{id}/hold`."""

    reason: Text
    until: datetime | None = None


class Reason(Body):
    """A deed that must say why."""

    reason: Text


class Restore(Body):
    """`POST /tickets/{id}/restore`."""

    place: Place = Place.ARRIVAL


class Transfer(Body):
    """`POST /tickets/{id}/transfer`: to a queue or to one counter."""

    queue: Ident | None = None
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    place: Place = Place.ARRIVAL
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class ChangePriority(Body):
    """`POST /tickets/{id}/priority`: a group of the centre, or null to take it away."""

    group: Ident | None
    reason: Text


class DeviceStatus(Body):
    """`PUT /devices/me/status`."""

    state: Literal["ok", "warning", "fault"]
    detail: Annotated[dict[str, str | int | float | bool | None], Field(max_length=30)] = {}


class NewPerson(Body):
    """`POST /people`."""

    name: Annotated[str, StringConstraints(pattern=r"^[\w.@ -]{2,60}$")]
    role: Literal["admin", "supervisor", "officer"]
    counters: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=100)] = []
    department: Ident | None = None
    password: Annotated[str, StringConstraints(min_length=10, max_length=200)]


class NewToken(Body):
    """`POST /tokens`."""

    name: Annotated[str, StringConstraints(pattern=r"^[\w.@ -]{2,60}$")]
    role: Literal["admin", "supervisor", "officer", "kiosk", "display", "integration"]
    counters: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=100)] = []
    department: Ident | None = None
