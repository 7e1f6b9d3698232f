"""What the API answers about dossiers and reports, as typed models for the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from shared.wire.appointments import AppointmentFigures
from shared.wire.before import ChecklistFigures
from shared.wire.tickets import Message

Verdict = Literal["early", "on_time", "late"]


class OutsideCode(Message):
    """The code of a dossier in another system."""

    system: str
    code: str


class PossibleMove(Message):
    """A move that the dossier's status allows, with its name in Vietnamese."""

    move: str
    name: str


class DossierStep(Message):
    """One line of a dossier's diary; `changed` names what a correction changed, never its content."""

    at: str
    status: int
    status_name: str
    by: str
    note: str | None
    move: str | None
    move_name: str | None
    changed: list[str]


class Register(Message):
    """The dossier's number in the register of its year."""

    year: int
    no: int
    text: str


class Awaited(Message):
    """A hand-over that nobody has signed for yet; a place of null is the centre."""

    to: str | None
    giver: str
    given_at: str
    due_at: str | None


class DossierWarning(Message):
    """Something to know about the dossier that forbids nothing."""

    code: Literal["supplement_late", "asked_again", "hand_over_late", "apology_due"]
    text: str


class Dossier(Message):
    """A dossier as officers see it; in lists, and for integrations, people's numbers are masked and addresses left out."""

    code: str
    procedure: str | None
    procedure_name: str | None
    field: str | None
    status: int
    status_name: str
    department: str | None
    assigned_to: str | None
    awaited: Awaited | None
    applicant: dict[str, Any] | None
    submitter: dict[str, Any] | None
    receiver: dict[str, Any] | None
    documents: list[dict[str, Any]]
    sets: int
    received_at: str
    due_at: str | None
    due_basis: str | None
    first_due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool
    due_soon: bool
    extended_from: str | None
    apology_at: str | None
    verdict: Verdict | None
    verdict_from_zero: Verdict | None
    paused_minutes: int
    supplement_requests: int
    supplement_by: str | None
    warnings: list[DossierWarning]
    register_no: Register | None
    tickets: list[int]
    external: OutsideCode | None
    note: str | None
    created_by: str
    anonymised_at: str | None
    moves: list[PossibleMove]
    receipt_url: str
    public_url: str | None
    version: int
    history: list[DossierStep]


class DossierList(Message):
    """Some dossiers, and how many there are in all; counting ends at 10,000: `total_exact` is false beyond."""

    items: list[Dossier]
    total: int
    total_exact: bool


class HandOverRow(Message):
    """One row of the control slip (phiếu kiểm soát); a place of null is the centre."""

    from_place: Annotated[str | None, Field(alias="from")]
    from_name: str
    to: str | None
    to_name: str
    given_at: str
    giver: str
    due_at: str | None
    received_at: str | None
    receiver: str | None
    timeliness: Verdict | None
    timeliness_name: str | None
    note: str | None


class HandOvers(Message):
    """The dossier's control slip: every hand-over, oldest first."""

    code: str
    items: list[HandOverRow]


class TimelineStep(Message):
    """One line of a Diễn biến: what happened, when, by whom and why, with a sentence for people."""

    at: str
    kind: Literal["ticket", "dossier", "money", "paper", "look"]
    what: str
    text: str
    by: str
    reason: str | None
    ticket: int | None
    dossier: str | None


class Timeline(Message):
    """Every step of a ticket or a dossier in order, oldest first."""

    items: list[TimelineStep]


class RegisterRow(Message):
    """One row of the register (sổ theo dõi)."""

    no: int
    code: str
    procedure_name: str | None
    sets: int
    applicant: dict[str, Any] | None
    department: str | None
    received_at: str
    due_at: str | None
    returned_at: str | None
    status: int
    status_name: str
    channel: int


class RegisterPage(Message):
    """A year's register: its rows by number, the last number, and whether it is closed."""

    year: int
    last: int
    closed_at: str | None
    closed_by: str | None
    items: list[RegisterRow]
    total: int


class ClosedRegister(Message):
    """A register that is closed: its last number, when and by whom."""

    year: int
    last: int
    closed_at: str
    closed_by: str


class Department(Message):
    """A department with the fields that are its own."""

    name: str
    fields: list[str]


class Departments(RootModel[list[Department]]):
    """The departments that the catalogue names."""


class Colleagues(Message):
    """The people of the place where a dossier lies, by name."""

    items: list[str]


class DueGroup(Message):
    """How many dossiers of a group are late, and how many are due soon."""

    key: str | None
    name: str
    overdue: int
    soon: int


class DueCounts(Message):
    """What is late and what is due soon, now, in all and by field, department and officer."""

    overdue: int
    soon: int
    by_field: list[DueGroup]
    by_department: list[DueGroup]
    by_officer: list[DueGroup]


class Look(Message):
    """Who looked at a dossier, when, from which counter, and what they did: opened, searched or printed."""

    at: str
    by: str
    role: str
    counter: int | None
    what: Literal["opened", "searched", "printed"]
    what_name: str


class Looks(Message):
    """Some looks, newest first, and how many there are in all."""

    items: list[Look]
    total: int


class PublicDossier(Message):
    """What the holder of the receipt sees: nobody's name. `asked` is what the supplement notice asks for, `owed` is đồng."""

    code: str
    procedure_name: str | None
    status: int
    status_name: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool
    asked: str | None
    owed: int
    ready: bool
    counters: list[int]
    closed: bool
    rated: bool


class InBothLanguages(Message):
    """A text in Vietnamese and in English."""

    vi: str
    en: str


class KioskDossier(Message):
    """A dossier looked up at a kiosk; the last three only for whoever showed the receipt (`receipt`)."""

    code: str
    receipt: bool
    status: int
    status_name: InBothLanguages
    due_at: str | None
    overdue: bool
    ready: bool
    queue: str | None
    procedure_name: str | None
    asked: str | None
    owed: int | None


class Times(Message):
    """How many times were measured, and their mean, median and 90th percentile in minutes."""

    count: int
    mean: float | None
    p50: float | None
    p90: float | None


class Figures(Message):
    """The counts and times of one group of tickets."""

    issued: int
    waiting: int
    called: int
    serving: int
    held: int
    done: int
    no_show: int
    cancelled: int
    expired: int
    served: int
    waiting_time: Times
    walking_time: Times
    service_time: Times


class QueueFigures(Figures):
    """The figures of a queue."""

    queue: str
    name: str


class CounterFigures(Figures):
    """The figures of a counter."""

    counter: int
    name: str


class HourFigures(Figures):
    """The figures of an hour of the day, in the centre's zone."""

    hour: int


class OfficerFigures(Figures):
    """The figures of an officer."""

    officer: str


class DossierFigures(Message):
    """Dossiers of the period; `overdue` counts those that are late at its end, or now."""

    received: int
    returned: int
    returned_early: int
    returned_on_time: int
    returned_late: int
    overdue: int


class ToldShare(Message):
    """How many who were told a range of their wait were served, and how many of them waited no longer than its end."""

    count: int
    within: int
    within_percent: float | None


class ToldQueue(ToldShare):
    """The same of one queue."""

    queue: str
    name: str


class ToldFigures(ToldShare):
    """The same of everything."""

    by_queue: list[ToldQueue]


class Report(Message):
    """Counts and times of a day or a period."""

    centre: str
    first: Annotated[str, Field(alias="from")]
    last: Annotated[str, Field(alias="to")]
    timezone: str
    generated_at: str
    total: Figures
    by_queue: list[QueueFigures]
    by_counter: list[CounterFigures]
    by_hour: list[HourFigures]
    by_officer: list[OfficerFigures]
    dossiers: DossierFigures
    checklists: ChecklistFigures
    told: ToldFigures
    appointments: AppointmentFigures
