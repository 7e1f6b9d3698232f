"""What a volume of the year's register (sổ theo dõi hồ sơ) says."""

from datetime import datetime

from queue_server.centre.rows import yearly_numbers
from queue_server.centre.rows.yearly_numbers import Year
from queue_server.dossiers.rows import lists
from queue_server.dossiers.rules import register
from queue_server.dossiers.rules.people import Person
from queue_server.dossiers.rules.record import Dossier
from queue_server.forms.views import values as say_on
from queue_server.forms.views.papers import RegisterPaper, RegisterRow
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from shared.text.messages import say


def volume(context: Context, year: int, number: int) -> tuple[list[int], RegisterPaper]:
    """The ids of a volume's dossiers and what it says; the first volume of an empty year says that it is empty.

    Raises RuleBroken `not_found` for a volume that was not begun.
    """
    state = _book(context, year)
    volumes = max(1, register.volumes(state.last if state else 0))
    if number > volumes:
        raise RuleBroken("not_found", 404)
    found = lists.register_rows(
        context.connection, context.centre_id, year, register.VOLUME, (number - 1) * register.VOLUME
    )
    span = None
    if found:
        span = say("forms.register.span", first=found[0].register_no, last=found[-1].register_no)
    paper = RegisterPaper(
        **dict(say_on.of_office(context.centre, _day(context, year))),
        title=say("forms.register.title"),
        year=year,
        volume=number,
        volumes=volumes,
        span=span,
        rows=[_row(context, dossier) for dossier in found],
        closed=_closed(context, year) if number == volumes else None,
    )
    return [dossier.id for dossier in found], paper


def _row(context: Context, dossier: Dossier) -> RegisterRow:
    applicant = dossier.applicant or Person()
    person = [applicant.name, applicant.address, applicant.phone]
    outside = dossier.external_code
    return RegisterRow(
        no=str(dossier.register_no),
        code=f"{dossier.code} ({outside})" if outside else dossier.code,
        procedure=dossier.pinned.procedure_name or "",
        sets=f"{dossier.sets:02}",
        person="; ".join(part for part in person if part),
        office=say_on.department_of(context.centre, dossier) or "",
        received=say_on.day(context, dossier.received_at),
        due=say_on.day(context, dossier.due_at),
        returned=say_on.day(context, dossier.returned_at),
        way=say(f"forms.channel.{dossier.channel}") if dossier.channel in (1, 2, 3) else "",
        note="",
    )


def _closed(context: Context, year: int) -> str | None:
    book = _book(context, year)
    if book is None or book.closed_at is None:
        return None
    at = say_on.moment(context, book.closed_at)
    return say("forms.register.closed", last=book.last, at=at, by=book.closed_by or "")


def _book(context: Context, year: int) -> Year | None:
    return yearly_numbers.state(context.connection, context.centre_id, yearly_numbers.REGISTER, year)


def _day(context: Context, year: int) -> datetime:
    """The day on the letterhead: when the book was closed, else today."""
    book = _book(context, year)
    at = context.now if book is None or book.closed_at is None else from_ms(book.closed_at)
    return at.astimezone(local_time.zone(context.centre))


def file_name(year: int, number: int) -> str:
    """The name under which a volume is saved, without its ending."""
    return f"{say('forms.register.file')}-{year}-{number:02}"
