"""What the worker can do: one function a task, heavy libraries imported only by the tasks that need them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import Engine

from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration
from queue_server.exchange.deeds.upload_task import Upload
from queue_server.forms.rows import Folders
from queue_server.forms.views import tasks as form_tasks
from queue_server.hall.deeds import balance
from queue_server.hall.rows.visits import open_read_only
from queue_server.hall.views import estimates
from queue_server.hall.views import load as usual_load
from queue_server.hall.views import tasks as hall_tasks
from queue_server.http.worker.wire import OnlyFile, Task
from queue_server.ledger.storage.times import from_ms
from queue_server.recovery import tasks as recovery_tasks
from queue_server.reports.views import office as office_reports
from queue_server.reports.views import tasks as report_tasks
from queue_server.reports.views import visits as visit_report
from shared.wire.base import as_text
from shared.wire.reports import Report

Answer = tuple[BaseModel, bytes]
"""What a task answers, and the file that it made, empty if it made none."""
_Task = TypeVar("_Task", bound=Task)
_FILE = OnlyFile()


@dataclass
class Workshop:
    """What tasks work with: the centre's configuration and a database that they may only read."""

    database: str
    config: Path
    data: Path

    @cached_property
    def centre(self) -> Configuration:
        """The configuration that the server started with; a change needs a restart of both."""
        return load(self.config)

    @cached_property
    def engine(self) -> Engine:
        """The worker's own connections."""
        return open_read_only(self.database)

    @property
    def forms(self) -> Folders:
        """The templates of forms."""
        return Folders(self.config / "forms", self.data / "forms")

    @property
    def nothing(self) -> Path:
        """An empty folder: all that a template can see of the disk."""
        return self.data / "worker" / "nothing"


class Ping(Task):
    """Whether the worker is there, and whether what is said to it comes back whole."""

    name: ClassVar[str] = "ping"
    said: str = ""


def form(shop: Workshop, task: form_tasks.Form) -> Answer:
    """The form as a file.

    Where an administrator's template fails on this dossier, the shipped one is used, since a citizen waits for the paper.
    """
    from queue_server.forms.drawing import form as form_drawing

    pack, name = task.pack, "slip" if task.kind == "slip" else task.form
    dots = form_drawing.SLIP_DOTS if task.dots is None else task.dots
    wanted = (shop.nothing, task.values, task.kind, task.page, dots)
    own_failed = False
    try:
        try:
            made, pages = form_drawing.form(form_drawing.sources(shop.forms, pack, name), *wanted)
        except form_drawing.TemplateBroken:
            own_failed = True
            made, pages = form_drawing.form(form_drawing.shipped(shop.forms, pack, name), *wanted)
    except IndexError:
        return form_tasks.FormMade(pages=0, own_failed=own_failed), b""
    return form_tasks.FormMade(pages=pages, own_failed=own_failed), made


def template(shop: Workshop, task: form_tasks.Trial) -> Answer:
    """What is wrong with a template, and a picture of an invented dossier; a text is tried on every one first."""
    from queue_server.forms.drawing import template_trial

    return template_trial.tried(shop.forms, shop.nothing, shop.centre, task)


def report(shop: Workshop, task: report_tasks.Days) -> Answer:
    """The report of a day or a period as a file, which may also be the JSON of the answer."""
    made = _report(shop, task)
    if task.file == "json":
        return _FILE, as_text(made).encode()
    if task.file == "pdf":
        from queue_server.reports.drawing import paper as report_paper

        return _FILE, report_paper.of_days(shop.forms, shop.nothing, shop.centre, made, task.lang)
    from queue_server.reports.drawing import tables

    return _FILE, tables.to_csv(made) if task.file == "csv" else tables.to_workbook(made, task.lang)


def office_report(shop: Workshop, task: report_tasks.Office) -> Answer:
    """One of the office's reports as a file, which may also be the JSON of the answer."""
    with shop.engine.connect() as connection:
        made = office_reports.make(connection, shop.centre, task.about, from_ms(task.now))
    if task.file == "json":
        return _FILE, as_text(made).encode()
    if task.file == "pdf":
        from queue_server.reports.drawing import paper as report_paper

        return _FILE, report_paper.of_office(shop.forms, shop.nothing, shop.centre, made, task.lang)
    from queue_server.reports.drawing import return_tables, sections

    if task.file == "csv":
        return _FILE, return_tables.to_csv(made)
    title, tables = return_tables.title(made, task.lang), return_tables.sections(made, task.lang)
    return _FILE, sections.to_workbook(made.centre, made.generated_at, title, tables, task.lang)


def months_plot(shop: Workshop, task: report_tasks.MonthsPlot) -> Answer:
    """A picture of several months."""
    from queue_server.reports.drawing import return_plots

    with shop.engine.connect() as connection:
        made = office_reports.of_months(connection, shop.centre, task.months, from_ms(task.now))
    return _FILE, return_plots.plot(made, task.kind, task.file, task.lang)


def import_check(shop: Workshop, task: Upload) -> Answer:
    """What an uploaded file holds, and what is wrong with it."""
    from queue_server.exchange.deeds import uploads

    with shop.engine.connect() as connection:
        return uploads.check(connection, shop.centre, task), b""


def plot(shop: Workshop, task: report_tasks.DaysPlot) -> Answer:
    """A picture of the days' figures."""
    from queue_server.reports.drawing import plots

    return _FILE, plots.plot(_report(shop, task), task.kind, task.file, task.lang)


def estimate(shop: Workshop, task: hall_tasks.Estimates) -> Answer:
    """How long people wait in each queue."""
    with shop.engine.connect() as connection:
        return hall_tasks.Waits(estimates.compute(connection, shop.centre, _moment(task.now))), b""


def loads(shop: Workshop, task: hall_tasks.UsualLoads) -> Answer:
    """How busy the hours of each queue usually are."""
    with shop.engine.connect() as connection:
        return hall_tasks.QueueLoads(usual_load.compute(connection, shop.centre, from_ms(task.now))), b""


def advise(shop: Workshop, task: hall_tasks.Advise) -> Answer:
    """The change of one counter that would shorten the longest wait most, or None."""
    with shop.engine.connect() as connection:
        proposal = balance.advise(connection, shop.centre, _moment(task.now))
    return hall_tasks.Advised(proposal=proposal), b""


def backup(shop: Workshop, task: recovery_tasks.CopyAll) -> Answer:
    """A whole copy at a path."""
    from queue_server.recovery.backup import save

    save(shop.database, task.data_dir, task.target)
    return _FILE, b""


def cash(shop: Workshop, task: form_tasks.Cash) -> Answer:
    """The day's cash as a file."""
    from queue_server.reports.drawing import cash_tables

    if task.file == "csv":
        return _FILE, cash_tables.to_csv(task.cash)
    return _FILE, cash_tables.to_workbook(task.cash, task.lang)


def register(shop: Workshop, task: form_tasks.Register) -> Answer:
    """A volume of the register as a workbook."""
    from queue_server.reports.drawing import register_table

    return _FILE, register_table.to_workbook(task.volume)


def ping(shop: Workshop, task: Ping) -> Answer:
    """What was said, to show that the worker is there."""
    return task, b""


def _report(shop: Workshop, task: report_tasks.Days | report_tasks.DaysPlot) -> Report:
    with shop.engine.connect() as connection:
        return visit_report.period(connection, shop.centre, task.first, task.last, from_ms(task.now))


def _moment(ms: int | None) -> datetime:
    return datetime.now(UTC) if ms is None else from_ms(ms)


@dataclass(frozen=True, slots=True)
class Skill(Generic[_Task]):
    """Something that the worker can do: the class of the task, and the function that does it."""

    kind: type[_Task]
    work: Callable[[Workshop, _Task], Answer]

    def run(self, shop: Workshop, payload: object, handed_in: bytes) -> Answer:
        """Reads the task from JSON and does it. Raises ValidationError for one that lacks something."""
        task = self.kind.model_validate(payload)
        return self.work(shop, task.model_copy(update={"handed_in": handed_in}))


class Runs(Protocol):
    """A skill, whatever the class of its task."""

    def run(self, shop: Workshop, payload: object, handed_in: bytes) -> Answer:
        """Reads the task from JSON and does it with the file that came along."""


SKILLS: dict[str, Runs] = {
    form_tasks.Form.name: Skill(form_tasks.Form, form),
    form_tasks.Trial.name: Skill(form_tasks.Trial, template),
    form_tasks.Cash.name: Skill(form_tasks.Cash, cash),
    form_tasks.Register.name: Skill(form_tasks.Register, register),
    report_tasks.Days.name: Skill(report_tasks.Days, report),
    report_tasks.DaysPlot.name: Skill(report_tasks.DaysPlot, plot),
    report_tasks.Office.name: Skill(report_tasks.Office, office_report),
    report_tasks.MonthsPlot.name: Skill(report_tasks.MonthsPlot, months_plot),
    Upload.name: Skill(Upload, import_check),
    hall_tasks.Estimates.name: Skill(hall_tasks.Estimates, estimate),
    hall_tasks.Advise.name: Skill(hall_tasks.Advise, advise),
    hall_tasks.UsualLoads.name: Skill(hall_tasks.UsualLoads, loads),
    recovery_tasks.CopyAll.name: Skill(recovery_tasks.CopyAll, backup),
    Ping.name: Skill(Ping, ping),
}
