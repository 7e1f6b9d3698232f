"""The register (sổ theo dõi): opened yearly from 01, continuous, closed when its year is over."""

from queue_server.centre.rows import yearly_numbers
from queue_server.centre.rows.yearly_numbers import REGISTER
from queue_server.dossiers.rows import lists
from queue_server.dossiers.rules import dossier as table
from queue_server.dossiers.rules import register
from queue_server.dossiers.rules.record import Dossier
from queue_server.dossiers.views import dossier as dossier_views
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.wire.exchange import ClosedRegister, RegisterPage, RegisterRow
from shared.wire.facts.administration import RegisterClosed


def page(
    context: Context, year: int, limit: int, offset: int, *, whole: bool
) -> tuple[list[int], RegisterPage]:
    """The ids of the dossiers shown, and the year's register from the row after `offset` on.

    The people are veiled unless `whole`; a caller who asks for whole people has to save that somebody looked at them.
    """
    state = yearly_numbers.state(context.connection, context.centre_id, REGISTER, year)
    last = state.last if state else 0
    found = lists.register_rows(context.connection, context.centre_id, year, limit, offset)
    return [dossier.id for dossier in found], RegisterPage(
        year=year,
        last=last,
        closed_at=local_time.iso(context, state.closed_at) if state else None,
        closed_by=state.closed_by if state else None,
        items=[_row(context, dossier, whole=whole) for dossier in found],
        total=last,
        volumes=register.volumes(last),
        closable=register.is_over(year, _this_year(context)) and (state is None or state.closed_at is None),
    )


def close(deed: UnitOfWork, year: int) -> ClosedRegister:
    """Closes the register of a year that is over; a second time changes nothing. RuleBroken `year_not_over`."""
    if not register.is_over(year, _this_year(deed)):
        raise RuleBroken("year_not_over", 409, year=year)
    state = yearly_numbers.state(deed.connection, deed.centre_id, REGISTER, year)
    if state is None or state.closed_at is None:
        yearly_numbers.close(deed.connection, deed.centre_id, REGISTER, year, deed.actor.name, deed.ms)
        state = yearly_numbers.state(deed.connection, deed.centre_id, REGISTER, year)
        assert state is not None
        deed.record(RegisterClosed(year=year, last=state.last, by=deed.actor.name))
    assert state.closed_at is not None
    assert state.closed_by is not None
    return ClosedRegister(
        year=year,
        last=state.last,
        closed_at=local_time.iso(deed, state.closed_at),
        closed_by=state.closed_by,
    )


def _this_year(context: Context) -> int:
    return local_time.day(context.centre, context.now).year


def _row(context: Context, dossier: Dossier, *, whole: bool) -> RegisterRow:
    assert dossier.register_no is not None  # it was found by its number
    return RegisterRow(
        no=dossier.register_no,
        code=dossier.code,
        procedure_name=dossier.pinned.procedure_name,
        sets=dossier.sets,
        applicant=dossier_views.named(dossier.applicant, veiled=not whole),
        department=dossier.pinned.department,
        received_at=local_time.iso(context, dossier.received_at),
        due_at=local_time.iso(context, dossier.due_at),
        returned_at=local_time.iso(context, dossier.returned_at),
        status=int(dossier.status),
        status_name=dossier_views.status_name(dossier.status),
        standing=table.STANDINGS[dossier.status],
        channel=dossier.channel,
    )
