"""What the API answers about dossiers and reports, as typed models for the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.messages import Message

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
    """One line of a dossier's diary."""

    at: str
    status: int
    status_name: str
    by: str
    note: str | None


class Dossier(Message):
    """A dossier as officers see it; in lists, and for integrations, people's numbers are masked and addresses left out."""

    code: str
    procedure: str | None
    procedure_name: str | None
    status: int
    status_name: str
    applicant: dict[str, Any] | None
    submitter: dict[str, Any] | None
    documents: list[dict[str, Any]]
    sets: int
    received_at: str
    due_at: str | None
    due_basis: str | None
    first_due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool
    verdict: Verdict | None
    verdict_from_zero: Verdict | None
    paused_minutes: int
    supplement_requests: int
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
    """Some dossiers, newest first, and how many there are in all."""

    items: list[Dossier]
    total: int


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
    """What the holder of the receipt sees: nothing personal."""

    code: str
    procedure_name: str | None
    status: int
    status_name: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    overdue: bool


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
