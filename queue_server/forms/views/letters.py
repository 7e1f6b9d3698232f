"""What the forms to a citizen say: receipt (01), supplement (02), refusal (03), apology (04), stop notice (05)."""

from collections.abc import Callable
from datetime import time

from queue_server.dossiers.rules import apology as owed
from queue_server.dossiers.rules import dossier as rules
from queue_server.dossiers.rules import office, record, register
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.forms.views import values as say_on
from queue_server.forms.views.case import Case
from queue_server.forms.views.papers import ApologyPaper, LetterPaper, PaperDocument, ReceiptPaper
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.storage.times import from_ms
from shared.text.messages import say


def no_receipt(case: Case) -> str | None:
    """Why there is no receipt."""
    return None if record.was_accepted(case.history) else "not_accepted"


def receipt(case: Case) -> ReceiptPaper:
    """Form 01."""
    dossier = case.dossier
    documents = [
        PaperDocument(
            name=say_on.plain(document.name),
            form=say(f"forms.document.{document.form}"),
            copies=document.copies,
        )
        for document in dossier.documents
    ]
    legal = _legal_time(dossier)
    common = case.common("receipt", dossier.received_at)
    number = dossier.register_no
    return ReceiptPaper(
        **dict(common),
        documents=documents,
        sets=say("forms.document.sets", sets=dossier.sets),
        legal_time=legal,
        officer=dossier.created_by,
        register_book=None if number is None else _book(number, dossier.register_year),
        register_no=None if number is None else str(number),
        slip=say_on.slip(
            say("forms.receipt.slip"),
            [
                ("applicant", common.applicant.name),
                ("request", common.request),
                ("received", common.received),
                ("due", common.due),
                ("legal_time", legal),
                ("collect_at", common.collect_at),
                ("officer", dossier.created_by),
            ],
            "documents" if documents else "",
            [f"{document.name} ({document.form}, {document.copies})" for document in documents],
        ),
    )


def _book(number: int, year: int | None) -> str:
    return say("forms.register.book", volume=register.volumes(number), year=year)


def _legal_time(dossier: Dossier) -> str | None:
    procedure = dossier.pinned.procedure
    if procedure is None:
        return None
    if procedure.same_day or procedure.time_limit == 0:
        return say("forms.limit.same_day")
    if procedure.time_limit is None or not procedure.time_unit:
        return say("forms.limit.not_published")
    return say(f"forms.limit.{procedure.time_unit}", amount=procedure.time_limit)


def needs(status: Status, why_not: str) -> Callable[[Case], str | None]:
    """Says why a form is not there for a dossier that never had this status."""
    return lambda case: None if case.last(status) is not None else why_not


def written(name: str, status: Status, items: str) -> Callable[[Case], LetterPaper]:
    """A form whose reasons are the note on the diary's latest line with this status."""

    def values(case: Case) -> LetterPaper:
        line = case.last(status)
        if line is None:  # `why_not` was asked before
            raise RuleBroken("not_found", 404)
        common = case.common(name, line.at)
        reasons = say_on.lines(line.note)
        at = say_on.moment(case.context, line.at)
        return LetterPaper(
            **dict(common),
            reasons=reasons,
            signer=line.by,
            stopped=at,
            slip=say_on.slip(
                say(f"forms.{name}.slip"),
                [
                    ("applicant", common.applicant.name),
                    ("request", common.request),
                    ("at", at),
                    ("officer", line.by),
                    *([] if reasons else [(items, None)]),
                ],
                items if reasons else "",
                reasons,
                say(f"forms.{name}.note"),
            ),
        )

    return values


def no_apology(case: Case) -> str | None:
    """Why no apology is owed: it is from the last working day before the date on."""
    dossier, context = case.dossier, case.context
    if dossier.due_at is None:
        return "no_due_date"
    if dossier.extended_from is not None or dossier.apology_at is not None:
        return None
    if dossier.status not in rules.AT_WORK:
        return "not_at_work"
    calendar, day = office.calendar(context.centre), office.office_day(context.centre)
    since = owed.owed_from(from_ms(dossier.received_at), from_ms(dossier.due_at), calendar, day, time())
    return None if since <= context.now else "not_late"


def apology(case: Case) -> ApologyPaper:
    """Form 04: with the new date where it was put off, else with a line for the pen."""
    dossier, context = case.dossier, case.context
    postponed = dossier.extended_from is not None
    promised = dossier.extended_from if postponed else dossier.due_at
    common = case.common("apology", dossier.apology_at or context.ms)
    promised_text = say_on.moment(context, promised)
    new_due = common.due if postponed else None
    reasons = _why_late(case)
    return ApologyPaper(
        **dict(common),
        promised=promised_text,
        new_due=new_due,
        reasons=reasons,
        slip=say_on.slip(
            say("forms.apology.slip"),
            [
                ("applicant", common.applicant.name),
                ("request", common.request),
                ("promised", promised_text),
                ("new_due", new_due),
                ("collect_at", common.collect_at),
                *([] if reasons else [("reason", None)]),
            ],
            "reason" if reasons else "",
            reasons,
            say("forms.apology.note"),
        ),
    )


def _why_late(case: Case) -> list[str]:
    """The reason given when the date was put off."""
    put_off = next((line for line in reversed(case.history) if line.move == "extend"), None)
    return [] if put_off is None else say_on.lines(put_off.note)
