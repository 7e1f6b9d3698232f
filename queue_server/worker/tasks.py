"""What the worker can do: one function a task, heavy libraries imported only by the tasks that need them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from queue_server.configuration.folder import load
from queue_server.configuration.values import Configuration
from queue_server.forms.rows import Folders
from queue_server.hall.deeds import balance
from queue_server.hall.rows.visits import open_read_only
from queue_server.hall.views import estimates
from queue_server.hall.views import load as usual_load
from queue_server.ledger.storage.times import from_ms
from queue_server.reports.views import office as office_reports
from queue_server.reports.views import visits as visit_report

Payload = dict[str, Any]
Answer = tuple[dict[str, Any], bytes]


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


def form(shop: Workshop, payload: Payload) -> Answer:
    """`{pack, name, values, kind, page?, dots?}` → `{pages, own_failed}` and the file.

    Where an administrator's template fails on this dossier, the shipped one is used, since a citizen waits for the paper.
    """
    from queue_server.forms.drawing import form as form_drawing

    pack, name = payload["pack"], "slip" if payload["kind"] == "slip" else payload["name"]
    wanted = (shop.nothing, payload["values"], payload["kind"], payload.get("page", 1))
    dots = payload.get("dots", form_drawing.SLIP_DOTS)
    own_failed = False
    try:
        try:
            made, pages = form_drawing.form(form_drawing.sources(shop.forms, pack, name), *wanted, dots)
        except form_drawing.TemplateBroken:
            own_failed = True
            made, pages = form_drawing.form(form_drawing.shipped(shop.forms, pack, name), *wanted, dots)
    except IndexError:
        return {"pages": 0, "own_failed": own_failed}, b""
    return {"pages": pages, "own_failed": own_failed}, made


def template(shop: Workshop, payload: Payload) -> Answer:
    """`{pack, name, text|null, amount, page}` → `{problem: {vi, en}|null, pages}` and a picture of an invented dossier.

    A text is tried on every invented dossier first.
    """
    from queue_server.forms.drawing import template_trial

    return template_trial.tried(shop.forms, shop.nothing, shop.centre, payload)


def report(shop: Workshop, payload: Payload) -> Answer:
    """`{from, to, now, file: json|csv|xlsx|pdf, lang}` → the report as a value or as a file."""
    made = _report(shop, payload)
    if payload["file"] == "json":
        return made, b""
    if payload["file"] == "pdf":
        from queue_server.reports.drawing import paper as report_paper

        return {}, report_paper.of_days(shop.forms, shop.nothing, shop.centre, made, payload["lang"])
    from queue_server.reports.drawing import tables

    return {}, tables.to_csv(made) if payload["file"] == "csv" else tables.to_workbook(made, payload["lang"])


def office_report(shop: Workshop, payload: Payload) -> Answer:
    """`{kind: month|months|due|satisfaction, now, …, file: json|csv|xlsx|pdf|svg|png, lang}` → a value or a file."""
    with shop.engine.connect() as connection:
        made = office_reports.make(connection, shop.centre, payload).as_json()
    if payload["file"] == "json":
        return made, b""
    if payload["file"] in ("svg", "png"):
        from queue_server.reports.drawing import return_plots

        return {}, return_plots.plot(made, payload["plot"], payload["file"], payload["lang"])
    lang = payload["lang"]
    if payload["file"] == "pdf":
        from queue_server.reports.drawing import paper as report_paper

        return {}, report_paper.of_office(shop.forms, shop.nothing, shop.centre, made, lang)
    from queue_server.reports.drawing import return_tables, sections

    if payload["file"] == "csv":
        return {}, return_tables.to_csv(made)
    title, tables = return_tables.title(made, lang), return_tables.sections(made, lang)
    return {}, sections.to_workbook(made, title, tables, lang)


def import_check(shop: Workshop, payload: Payload) -> Answer:
    """`{kind: dossiers|catalogue, data (base64), now, lang}` → `{result, rows}`: the rows only where nothing is wrong."""
    from queue_server.exchange.deeds import uploads

    with shop.engine.connect() as connection:
        return uploads.check(connection, shop.centre, payload), b""


def plot(shop: Workshop, payload: Payload) -> Answer:
    """`{from, to, now, kind: waits|counts, file: svg|png, lang}` → the picture."""
    from queue_server.reports.drawing import plots

    return {}, plots.plot(_report(shop, payload), payload["kind"], payload["file"], payload["lang"])


def estimate(shop: Workshop, payload: Payload) -> Answer:
    """`{now?}` → `{queue: [[p50, p90], …]}` in minutes; without `now` the present moment."""
    now = from_ms(payload["now"]) if "now" in payload else datetime.now(UTC)
    with shop.engine.connect() as connection:
        found = estimates.compute(connection, shop.centre, now)
    return {queue: [list(pair) for pair in places] for queue, places in found.items()}, b""


def loads(shop: Workshop, payload: Payload) -> Answer:
    """`{now}` → for each queue how busy its hours usually are."""
    with shop.engine.connect() as connection:
        found = usual_load.compute(connection, shop.centre, from_ms(payload["now"]))
    return {queue: load.as_json() for queue, load in found.items()}, b""


def advise(shop: Workshop, payload: Payload) -> Answer:
    """`{now?}` → `{proposal}`: the change of one counter that would shorten the longest wait most, or null."""
    now = from_ms(payload["now"]) if "now" in payload else datetime.now(UTC)
    with shop.engine.connect() as connection:
        proposal = balance.advise(connection, shop.centre, now)
    return {"proposal": None if proposal is None else proposal.as_json()}, b""


def backup(shop: Workshop, payload: Payload) -> Answer:
    """`{data_dir, target}` → a whole copy at that path; the same task again makes the same copy anew."""
    from queue_server.recovery.backup import save

    save(shop.database, Path(payload["data_dir"]), Path(payload["target"]))
    return {}, b""


def cash(shop: Workshop, payload: Payload) -> Answer:
    """`{cash, file: csv|xlsx, lang}` → the day's cash as a file."""
    from queue_server.reports.drawing import cash_tables
    from shared.wire.money import CashDay

    made = CashDay.model_validate(payload["cash"])
    if payload["file"] == "csv":
        return {}, cash_tables.to_csv(made)
    return {}, cash_tables.to_workbook(made, payload["lang"])


def register(shop: Workshop, payload: Payload) -> Answer:
    """`{values}` of a volume of the register, as its paper has them → the workbook."""
    from queue_server.reports.drawing import register_table

    return {}, register_table.to_workbook(payload["values"])


def ping(shop: Workshop, payload: Payload) -> Answer:
    """Whether the worker is there; used before its first real task and in tests."""
    return payload, b""


def _report(shop: Workshop, payload: Payload) -> dict[str, Any]:
    with shop.engine.connect() as connection:
        return visit_report.period(
            connection,
            shop.centre,
            date.fromisoformat(payload["from"]),
            date.fromisoformat(payload["to"]),
            from_ms(payload["now"]),
        )


TASKS: dict[str, Callable[[Workshop, Payload], Answer]] = {
    "form": form,
    "template": template,
    "report": report,
    "plot": plot,
    "office_report": office_report,
    "import_check": import_check,
    "estimates": estimate,
    "advice": advise,
    "loads": loads,
    "backup": backup,
    "cash": cash,
    "register": register,
    "ping": ping,
}
