"""People, tokens, devices and their pairing, and who looked at what: request bodies and answers."""

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from shared.wire.base import Body, Ident, Message
from shared.wire.vocabulary import DoubtKind, Looked, Role


class DayKey(Message):
    """The key by which kiosks mark people for one day; hexadecimal."""

    day: str
    key: str


class DeviceSettings(Message):
    """A device's own name, role and table of the configuration; kiosks also get the day's key if a number needs a card."""

    name: str
    role: Role
    settings: dict[str, object]
    person_key: DayKey | None = None


class KioskPrinter(Message):
    """A kiosk's printer as the configuration names it; what is left out is for the kiosk to assume."""

    paper_mm: int | None = None
    profile: str | None = None
    cut: bool | None = None


class KioskSettings(KioskPrinter):
    """A kiosk's table of the configuration; a nested `printer` comes before the keys beside the name."""

    name: str | None = None
    printer: KioskPrinter | None = None


LEAST_PASSWORD = 10
"""Characters of a new password."""

Condition = Literal["never", "cut_off", "fault", "warning", "fine"]
Trouble = Literal[
    "paper_out",
    "cover_open",
    "printer_offline",
    "set_aside",
    "page_closed",
    "undelivered",
    "alone",
    "paper_low",
]
KnownPaper = Literal["none", "silent", "ok", "low", "out"]


class SetAside(Message):
    """A number that a kiosk gave alone and the server did not take, and the code of the reason if there was one."""

    number: str
    reason: str | None


class Device(Message):
    """A kiosk or display with its last report."""

    name: str
    title: str
    role: Role
    state: Literal["ok", "warning", "fault"]
    detail: dict[str, str | int | float | bool | None]
    last_seen: str | None
    connected: bool
    screen_at: str | None
    condition: Condition
    """How it is in one word; `never` for one that was never there."""
    troubles: list[Trouble]
    """Everything that is wrong with it, the most urgent first."""
    paper: KnownPaper | None
    """What is known of its printer's paper; null where nothing is."""
    set_aside: list[SetAside]
    restarts: bool
    """Whether it can be asked to begin anew."""


class Doubt(Message):
    """Something that contradicts something else and waits for somebody to clear it up; `detail` depends on its kind."""

    kind: DoubtKind
    subject: str
    since: str
    detail: dict[str, int | str]


class Doubts(RootModel[list[Doubt]]):
    """What is in doubt now, the oldest first."""


class SettledDoubt(Body):
    """`POST /doubts/settle`: somebody has looked into it; the diary says who."""

    kind: DoubtKind
    subject: Annotated[str, StringConstraints(max_length=120)] = ""


class Devices(RootModel[list[Device]]):
    """All devices."""


class NewPairing(Message):
    """The digits for the screen, and the secret that only its browser keeps."""

    code: str
    secret: str
    expires_at: str


class PairingState(Message):
    """How far a pairing is."""

    state: Literal["waiting", "approved", "given", "expired"]
    name: str | None


class PairedToken(Message):
    """The token of an approved screen, which can be read this one time."""

    token: str
    name: str


class WaitingPairing(Message):
    """A code that waits for a supervisor; `counter` is the counter at which a rating tablet stands, null for a board."""

    code: str
    created_at: str
    expires_at: str
    address: str | None
    counter: int | None


class WaitingPairings(RootModel[list[WaitingPairing]]):
    """The codes that wait, oldest first."""


class ApprovedPairing(Message):
    """A screen that may fetch its token now; the token of a rating tablet is valid for its counter only."""

    code: str
    name: str
    counter: int | None
    state: Literal["approved"]


class Person(Message):
    """Somebody who may sign in."""

    name: str
    role: Role
    counters: list[int]
    department: str | None
    works_at: Literal["every", "named", "none"]
    """At which counters they may work: at every one, at those that are named, or at none."""


class People(RootModel[list[Person]]):
    """Everybody who may sign in."""


class ShownToken(Message):
    """A new bearer token, which can be read this one time."""

    token: str


class Token(Message):
    """A token without its secret."""

    id: int
    name: str
    role: Role
    counters: list[int]
    department: str | None
    works_at: Literal["every", "named", "none"]
    """At which counters its holder may work."""
    created_at: str
    revoked_at: str | None


class Tokens(RootModel[list[Token]]):
    """All tokens of the centre."""


class Colleagues(Message):
    """The people of the place where a dossier lies, by name."""

    items: list[str]


class Look(Message):
    """Who looked at a dossier, when, from which counter, and what they did."""

    at: str
    by: str
    role: str
    counter: int | None
    what: Looked
    what_name: str


class Looks(Message):
    """Some looks, newest first, and how many there are in all."""

    items: list[Look]
    total: int


class SignIn(Body):
    """`POST /session`."""

    name: Ident
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewPassword(Body):
    """`POST /session/password`: changes the password of the signed-in person."""

    old: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    new: Annotated[str, StringConstraints(min_length=LEAST_PASSWORD, max_length=200)]


class DeviceStatus(Body):
    """`PUT /devices/me/status`."""

    state: Literal["ok", "warning", "fault"]
    detail: Annotated[dict[str, str | int | float | bool | None], Field(max_length=30)] = Field(default={})


class NewPerson(Body):
    """`POST /people`."""

    name: Annotated[str, StringConstraints(max_length=60, pattern=r"^[\w.@ -]{2,60}$")]
    role: Literal["admin", "supervisor", "officer"]
    counters: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=100)] = Field(default=[])
    department: Ident | None = None
    password: Annotated[str, StringConstraints(min_length=LEAST_PASSWORD, max_length=200)]


class NewToken(Body):
    """`POST /tokens`."""

    name: Annotated[str, StringConstraints(max_length=60, pattern=r"^[\w.@ -]{2,60}$")]
    role: Literal["admin", "supervisor", "officer", "kiosk", "display", "integration"]
    counters: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=100)] = Field(default=[])
    department: Ident | None = None


class Session(Message):
    """A signed-in person."""

    name: str
    role: Role
    counters: list[int]
    department: str | None
    csrf: str
    must_change_password: bool
