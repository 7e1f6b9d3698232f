"""`/imports`: a register or a catalogue as CSV or XLSX, first only checked, then saved, either all of it or nothing."""

import hashlib
from collections.abc import Callable
from typing import Literal
from urllib.parse import unquote

from flask import Response, request
from flask_openapi import Tag
from pydantic import BaseModel

from queue_server.exchange.deeds import import_catalogue, import_dossiers
from queue_server.exchange.deeds.upload_task import Checked, Upload
from queue_server.http.blueprint import ApiBlueprint
from queue_server.http.files import ask_worker
from queue_server.http.guard import book, deed, file_sent, perform_with_file, reply
from queue_server.http.handed_in.names import clean_name
from queue_server.http.permissions import Permission
from queue_server.http.services import services
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import to_ms
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.exchange import ImportResult

api = ApiBlueprint("imports", __name__, url_prefix="/api/v1/imports", abp_tags=[Tag(name="Import")])

_MEGABYTES = 10
_MOST_SECONDS = 20.0
"""Of the processor's time, for one file: the largest ones that are taken need seven."""
_UNNAMED = "tệp"


class ImportQuery(BaseModel):
    """Only check, which is the default; or save."""

    dry_run: bool = True
    lang: Literal["vi", "en"] = "vi"


@api.post("/dossiers", responses={200: ImportResult})
@deed(Permission.ADMINISTER, raw=True)
def dossiers(query: ImportQuery) -> Response:
    """A register kept elsewhere (docs/import.md). The body is the file, `X-File-Name` its encoded name, if it has one.

    Every problem is reported with its line.
    """

    def save(work: UnitOfWork, rows: list[object]) -> int:
        return import_dossiers.save(work, import_dossiers.unpacked(rows, work.centre))

    return _import("dossiers", query, save, import_dossiers.MOST_BY_WEB)


@api.post("/catalogue", responses={200: ImportResult})
@deed(Permission.ADMINISTER, raw=True)
def catalogue(query: ImportQuery) -> Response:
    """A catalogue that replaces the present one; the body is the file."""

    def save(work: UnitOfWork, rows: list[object]) -> int:
        return import_catalogue.replace(work, *import_catalogue.unpacked(rows[0]))

    return _import("catalogue", query, save, None)


def _import(
    kind: Literal["dossiers", "catalogue"],
    query: ImportQuery,
    save: Callable[[UnitOfWork, list[object]], int],
    most: int | None,
) -> Response:
    data = file_sent(_MEGABYTES)
    name = clean_name(unquote(request.headers.get("X-File-Name", "")) or _UNNAMED)
    upload = Upload(
        kind=kind,
        file=name,
        handed_in=data,
        now=to_ms(book().clock()),
        lang=query.lang,
        save=not query.dry_run,
    )
    found, _ = ask_worker(upload, Checked, most=_MOST_SECONDS, overstayed="file_too_heavy", file=name)
    result, rows = found.result, found.rows
    if query.dry_run:
        return reply(result)

    def work(deed: UnitOfWork) -> ImportResult:
        if result.problems:
            raise RuleBroken("import_problems", 422, count=len(result.problems), extra=dict(result.as_json()))
        if most is not None and result.rows > most:
            raise RuleBroken("import_too_long", 422, rows=most)
        return result.model_copy(update={"imported": save(deed, rows), "sample": []})

    return perform_with_file(work, services().offload(_digest, data))[1]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
