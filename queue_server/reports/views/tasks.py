"""What the worker is asked for about reports: the figures as JSON, as a table file or as a picture."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from queue_server.http.worker.wire import Picture, Table, Task
from shared.wire.vocabulary import Language

DaysPicture = Literal["waits", "counts"]
MonthsPicture = Literal["dossiers", "fields"]


class Days(Task):
    """The report of the days from `first` to `last`, as it is at `now`, as JSON or a table file."""

    name: ClassVar[str] = "report"
    first: date
    last: date
    now: int
    """Milliseconds."""
    file: Table | Literal["json"] = "json"
    lang: Language = "vi"


class DaysPlot(Task):
    """A picture of the report of those days."""

    name: ClassVar[str] = "plot"
    first: date
    last: date
    now: int
    kind: DaysPicture
    file: Picture
    lang: Language = "vi"


class _About(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OfMonth(_About):
    """The return of one month, which is named by its first day."""

    kind: Literal["month"] = "month"
    month: date


class OfMonths(_About):
    """Several months side by side: the first days of the first and of the last one."""

    kind: Literal["months"] = "months"
    first: date
    last: date


class OfDue(_About):
    """What is late, or due within so many working days."""

    kind: Literal["due"] = "due"
    days: int


class OfRatings(_About):
    """The ratings of those days."""

    kind: Literal["satisfaction"] = "satisfaction"
    first: date
    last: date


About = OfMonth | OfMonths | OfDue | OfRatings
"""Which of the office's reports."""


class Office(Task):
    """One of the office's reports, as it is at `now`, as JSON or a table file."""

    name: ClassVar[str] = "office_report"
    about: Annotated[About, Field(discriminator="kind")]
    now: int
    """Milliseconds."""
    file: Table | Literal["json"] = "json"
    lang: Language = "vi"


class MonthsPlot(Task):
    """A picture of several months."""

    name: ClassVar[str] = "months_plot"
    months: OfMonths
    now: int
    kind: MonthsPicture
    file: Picture
    lang: Language = "vi"
