"""Forms on paper: those of a dossier, the register's volumes, and the templates that administrators change."""

import logging
from base64 import b64encode
from typing import Annotated

from flask import Response
from flask_openapi import Tag
from pydantic import BaseModel, Field

from queue_server.dossiers.deeds import access_log
from queue_server.forms.deeds import templates as form_templates
from queue_server.forms.rows import PACKS, Folders, check_name
from queue_server.forms.views import forms
from queue_server.forms.views import register as paper_register
from queue_server.forms.views.papers import RegisterPaper
from queue_server.forms.views.tasks import Form, FormMade, Kind, Register, Trial, Tried
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import MEDIA, ask_worker, file_answer, file_of, from_worker
from queue_server.http.guard import actor, book, deed, needs, perform, read, reply
from queue_server.http.permissions import Permission
from queue_server.http.services import services
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.messages import say
from shared.wire.forms import (
    DossierForms,
    NewTemplate,
    Template,
    Templates,
    TemplateTrial,
    TemplateWish,
    WholeTemplate,
)
from shared.wire.vocabulary import Looked

api = ApiBlueprint("papers", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Forms")])

_LOG = logging.getLogger("motcua.web")
_PDF, _PNG = MEDIA["pdf"], MEDIA["png"]
_MOST_SECONDS = 12.0
"""How much of the processor's time a template may need for all invented dossiers; ours need less than one second."""

Code = Annotated[str, Field(min_length=1, max_length=120)]
Name = Annotated[str, Field(min_length=1, max_length=40)]


class CodePath(BaseModel):
    """`/dossiers/{code}`: our code, or another system's."""

    code: Code


class FormPath(CodePath):
    """`/dossiers/{code}/forms/{form}`."""

    form: Name


class PageQuery(BaseModel):
    """Which page of the form; for the money receipt, which receipt (`17/2026`; the latest without)."""

    page: Annotated[int, Field(ge=1, le=100)] = 1
    receipt: Annotated[str, Field(max_length=20)] | None = None


class ReceiptQuery(BaseModel):
    """For the money receipt, which receipt (`17/2026`; the latest without)."""

    receipt: Annotated[str, Field(max_length=20)] | None = None


class YearPath(BaseModel):
    """`/registers/{year}`."""

    year: Annotated[int, Field(ge=2000, le=2999)]


class VolumeQuery(BaseModel):
    """Which volume of the register; each has a thousand dossiers."""

    volume: Annotated[int, Field(ge=1, le=10_000)] = 1


class TemplatePath(BaseModel):
    """`/forms/{pack}/{form}`."""

    pack: Name
    form: Name


@api.get("/dossiers/<string:code>/forms", responses={200: DossierForms})
@needs(Permission.READ_PEOPLE)
def of_dossier(path: CodePath) -> Response:
    """Which forms the dossier may have now, and why it may not have the others."""
    with read() as reading:
        return reply(forms.available(reading, path.code))


@api.get("/dossiers/<string:code>/forms/<string:form>.pdf", responses=file_of(_PDF) | {409: None})
@needs(Permission.READ_PEOPLE)
def form_pdf(path: FormPath, query: ReceiptQuery) -> Response:
    """A form of the dossier; printing it is written down as a look."""
    return _form(path.code, path.form, "pdf", receipt=query.receipt)


@api.get("/dossiers/<string:code>/forms/<string:form>.png", responses=file_of(_PNG) | {409: None})
@needs(Permission.READ_PEOPLE)
def form_png(path: FormPath, query: PageQuery) -> Response:
    """One page of a form as a picture, its number of pages in `X-Pages`; 404 beyond the last."""
    return _form(path.code, path.form, "png", query.page, query.receipt)


@api.get("/dossiers/<string:code>/forms/<string:form>.slip.png", responses=file_of(_PNG) | {409: None})
@needs(Permission.READ_PEOPLE)
def form_slip(path: FormPath, query: ReceiptQuery) -> Response:
    """A form to a citizen as a slip for the 80 mm printer: 576 dots wide, black and white."""
    return _form(path.code, path.form, "slip", receipt=query.receipt)


@api.get("/dossiers/<string:code>/receipt.pdf", responses=file_of(_PDF) | {409: None})
@needs(Permission.READ_PEOPLE)
def receipt_pdf(path: CodePath) -> Response:
    """Form 01 on A5: the receipt with the appointment for the result."""
    return _form(path.code, "receipt", "pdf")


@api.get("/dossiers/<string:code>/receipt.png", responses=file_of(_PNG) | {409: None})
@needs(Permission.READ_PEOPLE)
def receipt_png(path: CodePath) -> Response:
    """The receipt's first page as a picture."""
    return _form(path.code, "receipt", "png")


@api.get("/registers/<int:year>.pdf", responses=file_of(_PDF))
@needs(Permission.READ_PEOPLE)
def register(path: YearPath, query: VolumeQuery) -> Response:
    """A volume of the year's register on A4; every dossier in it is written down as looked at."""
    pack, volume = _volume(path.year, query.volume)
    _, data = made(Form(pack=pack, form="register", values=volume.values(), kind="pdf"))
    return file_answer(data, _PDF, f"{paper_register.file_name(path.year, query.volume)}.pdf")


@api.get("/registers/<int:year>.xlsx", responses=file_of(MEDIA["xlsx"]))
@needs(Permission.READ_PEOPLE)
def register_workbook(path: YearPath, query: VolumeQuery) -> Response:
    """A volume of the year's register as a workbook; every dossier in it is written down as looked at."""
    _, volume = _volume(path.year, query.volume)
    name = paper_register.file_name(path.year, query.volume)
    return from_worker(Register(volume=volume), name, "xlsx")


@api.get("/forms", responses={200: Templates})
@needs(Permission.ADMINISTER)
def templates() -> Response:
    """All templates, and the pack in force for new dossiers."""
    with read() as reading:
        items = [_described(reading, pack, name) for pack, names in PACKS.items() for name in names]
        return reply(Templates(items=items, present=reading.centre.centre.forms))


@api.get("/forms/<string:pack>/<string:form>", responses={200: WholeTemplate})
@needs(Permission.ADMINISTER)
def template(path: TemplatePath) -> Response:
    """A template's text in force and the shipped one."""
    with read() as reading:
        return reply(_whole(reading, path.pack, path.form))


@api.post("/forms/<string:pack>/<string:form>", responses={200: WholeTemplate})
@deed(Permission.ADMINISTER)
def replace(path: TemplatePath, body: NewTemplate) -> Response:
    """Puts an own template in force, once it has passed on every invented dossier; else 422 `template_broken`."""
    check_name(path.pack, path.form)
    trial = Trial(pack=path.pack, form=path.form, text=body.template, amount="ordinary", page=1)
    problem = _tried(trial)[0].problem
    if problem is not None:
        raise RuleBroken("template_broken", 422, problem=problem.vi)

    def work(work: UnitOfWork) -> WholeTemplate:
        form_templates.save(work, _folders(), path.pack, path.form, body.template)
        return _whole(work, path.pack, path.form)

    return perform(work)


@api.post("/forms/<string:pack>/<string:form>/preview", responses={200: TemplateTrial})
@needs(Permission.ADMINISTER, keyed=True)
def preview(path: TemplatePath, body: TemplateWish) -> Response:
    """A template on an invented dossier, without saving it; what is wrong with it comes as a sentence."""
    check_name(path.pack, path.form)
    trial = Trial(pack=path.pack, form=path.form, text=body.template, amount=body.amount, page=body.page)
    found, png = _tried(trial)
    problem = None if found.problem is None else found.problem.said(body.lang)
    picture = b64encode(png).decode() if png else None
    return reply(TemplateTrial(problem=problem, pages=found.pages, png=picture))


@api.delete("/forms/<string:pack>/<string:form>", responses={204: None})
@needs(Permission.ADMINISTER)
def take_back(path: TemplatePath) -> Response:
    """Back to the shipped template."""
    check_name(path.pack, path.form)
    return perform(lambda work: form_templates.take_back(work, _folders(), path.pack, path.form))


def _volume(year: int, number: int) -> tuple[str, RegisterPaper]:
    """The pack of forms in force, and what a volume of the register says."""
    with read() as reading:
        ids, volume = paper_register.volume(reading, year, number)
        pack = reading.centre.centre.forms
    if ids:
        access_log.note(book(), actor(), Looked.PRINTED, ids)
    return pack, volume


def _form(code: str, name: str, kind: Kind, page: int = 1, receipt: str | None = None) -> Response:
    said_by = forms.slip if kind == "slip" else forms.paper
    with read() as reading:
        ident, pack, paper = said_by(reading, code, name, actor().name, receipt)
    access_log.note(book(), actor(), Looked.PRINTED, [ident])
    pages, data = made(Form(pack=pack, form=name, values=paper.values(), kind=kind, page=page))
    if not data:
        raise RuleBroken("not_found", 404)
    ending = {"slip": "slip.png"}.get(kind, kind)
    answer = file_answer(data, _PDF if kind == "pdf" else _PNG, forms.file_name(name, paper.code, ending))
    if pages:
        answer.headers["X-Pages"] = str(pages)
    return answer


def made(form: Form) -> tuple[int, bytes]:
    """A form from the worker: how many pages it has, and the file. Raises RuleBroken `unavailable`."""
    answer, data = ask_worker(form, FormMade)
    if answer.own_failed:
        _LOG.warning("the own template %s/%s failed; the shipped one was printed", form.pack, form.form)
    return answer.pages, data


def _tried(trial: Trial) -> tuple[Tried, bytes]:
    return ask_worker(trial, Tried, most=_MOST_SECONDS, overstayed="template_too_heavy")


def _folders() -> Folders:
    settings = services().settings
    return Folders(settings.config_dir / "forms", settings.data_dir / "forms")


def _described(context: Context, pack: str, name: str) -> Template:
    changed, zone = _folders().changed_at(pack, name), local_time.zone(context.centre)
    return Template(
        pack=pack,
        form=name,
        name=say(f"forms.template.{name}"),
        changed_at=None if changed is None else changed.astimezone(zone).isoformat(timespec="milliseconds"),
    )


def _whole(context: Context, pack: str, name: str) -> WholeTemplate:
    folders = _folders()
    return WholeTemplate(
        **dict(_described(context, pack, name)),
        template=folders.text(pack, name),
        shipped=folders.shipped_path(pack, name).read_text("utf-8"),
    )
