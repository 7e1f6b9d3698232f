"""Figures of a day, a period, a month, of load and of satisfaction: what the API answers."""

from typing import Annotated, Literal

from pydantic import Field

from shared.wire.appointments import AppointmentFigures
from shared.wire.base import Message


class HourLoad(Message):
    """One hour of the day, as it was on the same weekday of the last weeks."""

    hour: int
    tickets: float
    """How many numbers were given in this hour, on average."""
    wait_minutes: float | None
    level: Literal["quiet", "usual", "busy"]


class DayLoad(Message):
    """The load of a queue on one weekday; `hours` is empty if too few weeks are known."""

    day: str
    weekday: int
    weeks: int
    enough: bool
    hours: list[HourLoad]


class Load(Message):
    """`GET /queues/{id}/load`: today and the next six days."""

    queue: str
    least_weeks: int
    days: list[DayLoad]


class ChecklistFigure(Message):
    """How many lists were given for one procedure."""

    procedure: str
    name: str
    count: int


class ChecklistFigures(Message):
    """How many lists of missing papers were given instead of numbers."""

    count: int
    by_procedure: list[ChecklistFigure]


class DueGroup(Message):
    """How many dossiers of a group are late, and how many are due soon."""

    key: str | None
    name: str
    overdue: int
    soon: int


class DueCounts(Message):
    """How many dossiers are late and how many are due soon, in all and by field, department and officer."""

    overdue: int
    soon: int
    by_field: list[DueGroup]
    by_department: list[DueGroup]
    by_officer: list[DueGroup]


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
    """How many people were served who were told a range of their wait, and how many of them waited no longer than its end."""

    count: int
    within: int
    within_percent: float | None


class ToldQueue(ToldShare):
    """The share for one queue."""

    queue: str
    name: str


class ToldFigures(ToldShare):
    """The share in all and by queue."""

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


class ReturnLine(Message):
    """One line of a return: carried over + received = resolved + pending."""

    carried_over: int
    received: int
    resolved: int
    resolved_early: int
    resolved_on_time: int
    resolved_late: int
    pending: int
    pending_in_time: int
    pending_overdue: int


class ReturnRow(ReturnLine):
    """The line of a field and a channel."""

    field: str | None
    name: str
    channel: int
    channel_name: str


class FieldLine(ReturnLine):
    """The sum of a field."""

    field: str | None
    name: str


class ChannelLine(ReturnLine):
    """The sum of a channel."""

    channel: int
    name: str


class MonthLine(ReturnLine):
    """The sum of a month."""

    month: str


class Return(Message):
    """What every return holds."""

    centre: str
    subtitle: str
    first: Annotated[str, Field(alias="from")]
    last: Annotated[str, Field(alias="to")]
    timezone: str
    generated_at: str
    rows: list[ReturnRow]
    by_field: list[FieldLine]
    by_channel: list[ChannelLine]
    total: ReturnLine


class MonthReturn(Return):
    """The return of one month."""

    month: str


class MonthVisits(Message):
    """A month's visits: numbers given, visits served, and the mean wait before them in minutes."""

    month: str
    issued: int
    served: int
    wait: float | None


class RatingFigures(Message):
    """How many ratings there are, how many of each face, and the grades of the indicators; per cents to a tenth."""

    count: int
    score_1: int
    score_2: int
    score_3: int
    mean: float | None
    """The mean face; null without a rating."""
    satisfied_percent: float | None
    grade_percent: float | None
    """The points for all indicators, of the most that they could get; null if none was asked."""
    officer_grade_percent: float | None
    """The same for the indicators that are up to an officer."""


class DayRatings(RatingFigures):
    """The ratings of a service day."""

    day: str


class OfficerRatings(RatingFigures):
    """The ratings of an officer."""

    officer: str


class CounterRatings(RatingFigures):
    """The ratings at a counter."""

    counter: int


class FieldRatings(RatingFigures):
    """The ratings of a field: for a visit the queue of its ticket."""

    field: str
    name: str


class IndicatorFigures(Message):
    """How often an indicator was asked about, and its points."""

    indicator: str
    count: int
    points: int
    percent: float | None
    name: str


class ChoiceFigures(Message):
    """How often an answer was picked."""

    choice: str
    name: str
    count: int


class RatingSums(Message):
    """The ratings of a period summed up: in all, of visits, of dossiers, and by day, officer, counter and field."""

    centre: str
    first: Annotated[str, Field(alias="from")]
    last: Annotated[str, Field(alias="to")]
    total: RatingFigures
    tickets: RatingFigures
    dossiers: RatingFigures
    indicators: list[IndicatorFigures]
    by_day: list[DayRatings]
    by_officer: list[OfficerRatings]
    by_counter: list[CounterRatings]
    by_field: list[FieldRatings]
    choices: list[ChoiceFigures]


class Satisfaction(RatingSums):
    """The ratings of a period, with the moment at which they were summed up."""

    generated_at: str


class MonthsReturn(Return):
    """Several months side by side, and all of them as one period, with the visits and ratings of the same days."""

    by_month: list[MonthLine]
    visits: list[MonthVisits]
    satisfaction: RatingSums


class DueSum(Message):
    """How many dossiers are late, and how many are due soon."""

    overdue: int
    soon: int


class DueField(DueSum):
    """The dossiers of a field; null where nobody knows it."""

    field: str | None
    name: str


class DueDepartment(DueSum):
    """The dossiers that lie with a department; null is the centre."""

    department: str | None
    name: str


class DueOfficer(DueSum):
    """The dossiers of an officer."""

    officer: str
    name: str


class DueDossier(Message):
    """A dossier that is late or due soon, and where it lies."""

    code: str
    procedure_name: str | None
    status: int
    status_name: str
    received_at: str
    due_at: str
    overdue: bool
    apologised_at: str | None
    field: str | None
    department: str | None
    officer: str


class Due(Message):
    """The dossiers that are late or due soon."""

    centre: str
    generated_at: str
    days: int
    total: DueSum
    by_field: list[DueField]
    by_department: list[DueDepartment]
    by_officer: list[DueOfficer]
    items: list[DueDossier]
