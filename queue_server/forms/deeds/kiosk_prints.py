"""Papers that somebody of the house has printed at a kiosk: a number again, a list, a form's slip.

A fact tells the kiosk that there is something to print, and names only the kiosk. The kiosk then fetches it by the fact's
number.
"""

import json
from collections.abc import Collection

from queue_server.centre.rows import devices as device_rows
from queue_server.centre.rules import device_troubles
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.dossiers.deeds import access_log
from queue_server.forms.views import forms
from queue_server.forms.views.papers import DossierPaper
from queue_server.hall.rows import tickets as ticket_rows
from queue_server.hall.rules.ticket import Ticket
from queue_server.hall.views import tickets as ticket_views
from queue_server.ledger import events as event_rows
from queue_server.ledger.actor import Actor
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.events import Event
from queue_server.ledger.unit_of_work import UnitOfWork
from queue_server.visitors.deeds import checklists
from shared.wire.facts.base import UNSAID, Unsaid
from shared.wire.facts.screens import ListAsked, PaperWanted, SlipAsked
from shared.wire.forms import KioskPlace, NewPaper, PaperAsked, PaperChecklist, WantedPaper
from shared.wire.vocabulary import FactType, Looked, Role

FRESH_MS = 2 * 60_000
"""A kiosk that has not fetched a paper by then does not get it any more: whoever asked has another paper by now."""


def kiosks(context: Context, connected: Collection[str]) -> list[KioskPlace]:
    """The centre's kiosks, and whether each can print now."""
    rows = device_rows.every(context.connection, context.centre_id)
    found = []
    for kiosk in context.centre.kiosks:
        row = rows.get(kiosk.id)
        away = kiosk.id not in connected
        trouble = "away" if away else device_troubles.cannot_print(row.detail if row else {})
        found.append(KioskPlace(name=kiosk.id, title=kiosk.name, ready=trouble is None, trouble=trouble))
    return found


def ask(deed: UnitOfWork, name: str, body: NewPaper, connected: Collection[str]) -> PaperAsked:
    """Tells the kiosk to print. RuleBroken `not_found`, `kiosk_cannot_print` (409), 422 unless exactly one thing is asked."""
    place = next((one for one in kiosks(deed, connected) if one.name == name), None)
    if place is None:
        raise RuleBroken("not_found", 404)
    if sum(one is not None for one in (body.ticket, body.checklist, body.slip)) != 1:
        raise RuleBroken("one_paper", 422, extra={"code": "invalid"})
    if not place.ready:
        sentence = "kiosk_cannot_print" if body.slip is None else "slip_cannot_print"
        raise RuleBroken(sentence, 409, kiosk=place.title, extra={"code": "kiosk_cannot_print"})
    checklist: ListAsked | None = None
    slip: SlipAsked | Unsaid = UNSAID
    if body.ticket is not None and ticket_rows.by_id(deed.connection, deed.centre_id, body.ticket) is None:
        raise RuleBroken("not_found", 404)
    if body.checklist is not None:
        procedure = centre_lookup.procedure(deed.centre, body.checklist.procedure)
        given = checklists.save(deed, procedure, body.checklist.missing, deed.now)
        checklist = {"procedure": procedure.id, "missing": given.missing}
    if body.slip is not None:
        ident, _, printed = forms.slip(
            deed, body.slip.dossier, body.slip.form, deed.actor.name, body.slip.receipt
        )
        access_log.note_with(deed, Looked.PRINTED, ident)
        slip = {"dossier": printed.code, "form": body.slip.form, "receipt": body.slip.receipt}
    paper = deed.record(
        PaperWanted(kiosk=name, lang=body.lang, ticket=body.ticket, checklist=checklist, slip=slip)
    )
    return PaperAsked(paper=paper, kiosk=name)


def wanted(context: Context, kiosk: str, paper: int) -> WantedPaper:
    """What this kiosk was told to print under that number. RuleBroken `not_found` for another's, or one too old."""
    _, wish = _asked(context, kiosk, paper)
    ticket = None
    if wish.about_ticket is not None:
        known = ticket_rows.by_id(context.connection, context.centre_id, wish.about_ticket)
        if known is None:
            raise RuleBroken("not_found", 404)
        ticket = ticket_views.ticket(context, known, given=True)
    # A number that the greeter has just taken has no paper yet; one that a kiosk gave has.
    again = ticket is not None and (ticket.kiosk is not None or _asked_before(context, ticket.id, paper))
    checklist = None if wish.checklist is UNSAID else wish.checklist
    return WantedPaper(
        ticket=ticket,
        checklist=None if checklist is None else PaperChecklist(**checklist),
        lang="en" if wish.lang == "en" else "vi",
        again=again,
        slip=wish.slip is not UNSAID,
    )


def wanted_slip(context: Context, kiosk: str, paper: int) -> tuple[str, DossierPaper]:
    """The pack of the form whose slip this kiosk was told to print, and what it says, with the name of who asked for it.

    RuleBroken `not_found` for another's, one too old or another paper; as `forms.paper` where the form is gone since.
    """
    event, wish = _asked(context, kiosk, paper)
    if wish.slip is UNSAID:
        raise RuleBroken("not_found", 404)
    slip = wish.slip
    _, pack, printed = forms.slip(context, slip["dossier"], slip["form"], event.actor, slip["receipt"])
    return pack, printed


def _asked(context: Context, kiosk: str, paper: int) -> tuple[Event, PaperWanted]:
    """The wish under that number, and what it says. RuleBroken `not_found` for another kiosk's, or one too old."""
    event = event_rows.at(context.connection, context.centre_id, paper)
    if event is None or event.type != FactType.PAPER_WANTED or context.ms - event.at > FRESH_MS:
        raise RuleBroken("not_found", 404)
    wish = PaperWanted.read(json.loads(event.data))
    if wish.kiosk != kiosk:
        raise RuleBroken("not_found", 404)
    return event, wish


def may_see_code(context: Context, actor: Actor, ticket: Ticket) -> bool:
    """Whether this person of the house may show the follow page's code: supervisors every one, officers those that they gave.

    The page of a number that waits does what only its holder may do.
    """
    if actor.role != Role.OFFICER:
        return True
    given = event_rows.of_ticket(context.connection, context.centre_id, ticket.id)
    return any(step.type == FactType.TICKET_ISSUED and step.actor == actor.name for step in given)


def _asked_before(context: Context, ticket: int, paper: int) -> bool:
    events = event_rows.of_ticket(context.connection, context.centre_id, ticket)
    return any(event.type == FactType.PAPER_WANTED and event.seq < paper for event in events)
