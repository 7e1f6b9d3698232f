"""The forms of a dossier: which of them it may have now, and what each of them says. Draws and changes nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from queue_server.domain import dossier as rules
from queue_server.domain.dossier import Status
from queue_server.domain.errors import RuleBroken
from queue_server.service import dossiers, form_templates
from queue_server.service import paper_values as say_on
from queue_server.service.context import Context
from queue_server.service.dossier_views import Json, pinned, progress_of, status_name
from queue_server.store import dossiers as dossier_rows
from queue_server.store import forms as rows
from queue_server.store.rows import Row
from queue_server.store.times import to_ms
from shared.text.messages import say
from shared.text.numbers import LARGEST, number_words

_ACCEPTED = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.PAYMENT_ASKED, Status.FINISHED})
"""Statuses that only a dossier which was taken in has had."""
_SOON = timedelta(days=2)
"""How long before its date an apology may be written: the law wants it a day before at the latest."""


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as its forms see it: row, diary, and who asks."""

    context: Context
    row: Row
    history: Sequence[Row]
    pack: str
    by: str
    receipt_no: int | None = None

    def last(self, status: Status) -> Row | None:
        """The diary's latest line with this status."""
        return next((line for line in reversed(self.history) if line["status"] == int(status)), None)

    def was_accepted(self) -> bool:
        """Whether it was ever taken in."""
        return any(Status(line["status"]) in _ACCEPTED for line in self.history)

    def common(self, form: str, at: int, *, to_citizen: bool = True) -> Json:
        """What all forms say, with the day of this one."""
        day = say_on.local(self.context, at)
        return say_on.of_dossier(self.context, self.row, form, day, to_citizen=to_citizen)


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the part of the catalogue's key that says why it is not there yet (None: it is), and what it says."""

    why_not: Callable[[Case], str | None]
    values: Callable[[Case], Json]
    to_citizen: bool = True


def pack_of(context: Context, row: Row) -> str:
    """The set of forms in force at the dossier's intake; for one from before they were kept, the present one."""
    return str(pinned(row).get("forms") or context.centre.centre.forms)


def available(context: Context, code: str) -> Json:
    """`{"pack","items"}`: each form, whether this dossier may have it now, else why not. Raises `not_found`."""
    case = _case(context, dossiers.load(context, code), "")
    address = f"/api/v1/dossiers/{quote(case.row['code'], safe='')}/forms"
    items = []
    for name, form in FORMS.items():
        why_not = _why_not(case, name)
        ready = why_not is None
        items.append(
            {
                "form": name,
                "name": say(f"forms.{name}.title"),
                "ready": ready,
                "why_not": None if why_not is None else say(f"forms.why_not.{why_not}", pack=case.pack),
                "pdf": f"{address}/{name}.pdf" if ready else None,
                "png": f"{address}/{name}.png" if ready else None,
                "slip": f"{address}/{name}.slip.png" if ready and form.to_citizen else None,
            }
        )
    return {"pack": case.pack, "items": items}


def values(
    context: Context, code: str, name: str, by: str, receipt_no: int | None = None
) -> tuple[int, str, Json]:
    """The dossier's id, its pack, and what the form says.

    RuleBroken `not_found` for an unknown dossier or form, `no_receipt` or `form_not_ready` with the reason.
    """
    if name not in FORMS:
        raise RuleBroken("not_found", 404)
    case = _case(context, dossiers.load(context, code), by, receipt_no)
    why_not = _why_not(case, name)
    if why_not is not None and name == "receipt":
        raise RuleBroken("no_receipt", 409, dossier=case.row["code"])
    if why_not is not None:
        raise RuleBroken(
            "form_not_ready",
            409,
            form=say(f"forms.{name}.title"),
            why=say(f"forms.why_not.{why_not}", pack=case.pack),
        )
    return case.row["id"], case.pack, FORMS[name].values(case)


def file_name(form: str, code: str, kind: str) -> str:
    """The name under which a form is saved."""
    return f"{say(f'forms.{form}.file')}-{code}.{kind}"


def _case(context: Context, row: Row, by: str, receipt_no: int | None = None) -> Case:
    history = dossier_rows.histories(context.connection, [row["id"]])[row["id"]]
    return Case(context, row, history, pack_of(context, row), by, receipt_no)


def _why_not(case: Case, name: str) -> str | None:
    if name not in form_templates.PACKS[form_templates.pack_of(case.pack, name)]:
        return "not_in_pack"
    return FORMS[name].why_not(case)


# The receipt (01)


def _no_receipt(case: Case) -> str | None:
    return None if case.was_accepted() else "not_accepted"


def _receipt(case: Case) -> Json:
    row = case.row
    documents = [
        {
            "name": say_on.plain(document["name"]),
            "form": say(f"forms.document.{document['form']}"),
            "copies": document["copies"],
        }
        for document in json.loads(row["documents"])
    ]
    legal = _legal_time(row)
    common = case.common("receipt", row["received_at"])
    number = row["register_no"]
    return {
        **common,
        "documents": documents,
        "sets": say("forms.document.sets", sets=row["sets"]),
        "legal_time": legal,
        "officer": row["created_by"],
        "register_book": None if number is None else _book(number, row["register_year"]),
        "register_no": None if number is None else str(number),
        "slip": say_on.slip(
            say("forms.receipt.slip"),
            [
                ("applicant", common["applicant"]["name"]),
                ("request", common["request"]),
                ("received", common["received"]),
                ("due", common["due"]),
                ("legal_time", legal),
                ("collect_at", common["collect_at"]),
                ("officer", row["created_by"]),
            ],
            "documents" if documents else "",
            [f"{document['name']} ({document['form']}, {document['copies']})" for document in documents],
        ),
    }


def _book(number: int, year: int) -> str:
    return say("forms.register.book", volume=(number - 1) // VOLUME + 1, year=year)


VOLUME = 1000
"""Dossiers of a volume of the register: what one answer can print without making others wait."""


def _legal_time(row: Row) -> str | None:
    procedure = pinned(row).get("procedure")
    if procedure is None:
        return None
    if procedure["same_day"] or procedure["time_limit"] == 0:
        return say("forms.limit.same_day")
    if procedure["time_limit"] is None or not procedure["time_unit"]:
        return say("forms.limit.not_published")
    return say(f"forms.limit.{procedure['time_unit']}", amount=procedure["time_limit"])


# What an officer asks for or says: supplement (02), refusal (03), apology (04), stop (05)


def _needs(status: Status, why_not: str) -> Callable[[Case], str | None]:
    return lambda case: None if case.last(status) is not None else why_not


def _written(name: str, status: Status, items: str) -> Callable[[Case], Json]:
    """A form whose reasons are the note on the diary's latest line with this status."""

    def values(case: Case) -> Json:
        line = case.last(status)
        if line is None:  # `why_not` was asked before
            raise RuleBroken("not_found", 404)
        common = case.common(name, line["at"])
        reasons = say_on.lines(line["note"])
        at = say_on.moment(case.context, line["at"])
        return {
            **common,
            "reasons": reasons,
            "signer": line["by"],
            "stopped": at,
            "slip": say_on.slip(
                say(f"forms.{name}.slip"),
                [
                    ("applicant", common["applicant"]["name"]),
                    ("request", common["request"]),
                    ("at", at),
                    ("officer", line["by"]),
                    *([] if reasons else [(items, None)]),
                ],
                items if reasons else "",
                reasons,
                say(f"forms.{name}.note"),
            ),
        }

    return values


def _no_apology(case: Case) -> str | None:
    row, context = case.row, case.context
    if row["due_at"] is None:
        return "no_due_date"
    if row["extended_from"] is not None or row["apology_at"] is not None:
        return None
    progress = progress_of(row, case.history)
    if progress.status not in rules.AT_WORK:
        return "not_at_work"
    return None if row["due_at"] <= context.ms + _SOON // timedelta(milliseconds=1) else "not_late"


def _apology(case: Case) -> Json:
    row, context = case.row, case.context
    postponed = row["extended_from"] is not None
    promised = row["extended_from"] if postponed else row["due_at"]
    common = case.common("apology", row["apology_at"] or context.ms)
    promised_text = say_on.moment(context, promised)
    new_due = common["due"] if postponed else None
    reasons = _why_late(case)
    return {
        **common,
        "promised": promised_text,
        "new_due": new_due,
        "reasons": reasons,
        "slip": say_on.slip(
            say("forms.apology.slip"),
            [
                ("applicant", common["applicant"]["name"]),
                ("request", common["request"]),
                ("promised", promised_text),
                ("new_due", new_due),
                ("collect_at", common["collect_at"]),
                *([] if reasons else [("reason", None)]),
            ],
            "reason" if reasons else "",
            reasons,
            say("forms.apology.note"),
        ),
    }


def _why_late(case: Case) -> list[str]:
    """The reason given with the postponement: the note of the line that the diary has for it."""
    written = case.row["apology_at"]
    if written is None:
        return []
    return next((say_on.lines(line["note"]) for line in case.history if line["at"] == written), [])


# The way through the offices, and everything that happened


def _control(case: Case) -> Json:
    row, context = case.row, case.context
    found = rows.hand_overs_of(context.connection, row["id"])
    return {
        **case.common("control", row["received_at"], to_citizen=False),
        "hand_overs": [
            _hand_over(case, step, after) for step, after in zip(found, [*found[1:], None], strict=True)
        ],
    }


def _hand_over(case: Case, step: Row, after: Row | None) -> Json:
    context, centre = case.context, case.context.centre
    done = after["given_at"] if after is not None else case.row["finished_at"]
    return {
        "giver_office": say_on.office_name(centre, step["from_office"]),
        "receiver_office": say_on.office_name(centre, step["to_office"]),
        "given": say_on.moment(context, step["given_at"]),
        "taken": say_on.moment(context, step["received_at"]),
        "giver": step["giver"],
        "receiver": step["receiver"],
        "verdict": _kept(case, done, step["due_at"]),
        "note": step["note"],
    }


def _kept(case: Case, done: int | None, due: int | None) -> str | None:
    """Whether an office kept its own date: early is at least a day before."""
    if done is None or due is None:
        return None
    if done > due:
        return say("forms.verdict.late")
    early = say_on.local(case.context, done).date() < say_on.local(case.context, due).date()
    return say("forms.verdict.early" if early else "forms.verdict.on_time")


def _timeline(case: Case) -> Json:
    row, context = case.row, case.context
    steps = [(line["at"], status_name(line["status"]), line["by"], line["note"]) for line in case.history]
    for step in rows.hand_overs_of(context.connection, row["id"]):
        to_office = say_on.office_name(context.centre, step["to_office"])
        handed = say("forms.timeline.handed", office=to_office)
        steps.append((step["given_at"], handed, step["giver"], step["note"]))
        if step["received_at"] is not None:
            took = say("forms.timeline.took", office=to_office)
            steps.append((step["received_at"], took, step["receiver"] or "", None))
    now = to_ms(context.now)
    return {
        **case.common("timeline", now, to_citizen=False),
        "status": status_name(row["status"]),
        "steps": [
            {"at": say_on.moment(context, at), "what": what, "by": by, "note": note}
            for at, what, by, note in sorted(steps, key=lambda step: step[0])
        ],
        "printed": say_on.moment(context, now),
        "printed_by": case.by,
    }


# Money


def _no_money(case: Case) -> str | None:
    found = rows.payment_of(case.context.connection, case.row["id"], case.receipt_no)
    return "not_paid" if found is None else None


def _money(case: Case) -> Json:
    context = case.context
    payment = rows.payment_of(context.connection, case.row["id"], case.receipt_no)
    if payment is None:  # `why_not` was asked before
        raise RuleBroken("not_found", 404)
    common = case.common("money", payment["at"])
    lines = [
        {
            "label": line["label"],
            "quantity": dong(line["quantity"]),
            "unit": line["unit"],
            "unit_price": dong(line["unit_price"]),
            "amount": dong(line["amount"]),
            "exempt": line["exempt_reason"],
        }
        for line in rows.lines_of(context.connection, payment["id"])
    ]
    number = say("forms.money.number", number=payment["receipt_no"], year=payment["year"])
    title = say("forms.money.refund" if payment["amount"] < 0 else "forms.money.slip")
    method = say(f"forms.method.{payment['method']}") if payment["method"] in METHODS else payment["method"]
    words = in_words(payment["amount"])
    amount = dong(payment["amount"])
    return {
        **common,
        "title_on_paper": title.upper(),
        "receipt_no": number,
        "void": None if payment["voided_at"] is None else say("forms.money.void"),
        "method": method,
        "lines": lines,
        "amount": amount,
        "in_words": words,
        "signer": payment["by"],
        "slip": say_on.slip(
            title,
            [
                ("receipt_no", number),
                ("payer", common["handed_in_by"]),
                ("request", common["request"]),
                ("amount", say("forms.money.amount", amount=amount)),
                ("in_words", words),
                ("method", method),
                ("at", say_on.moment(context, payment["at"])),
                ("cashier", payment["by"]),
            ],
            "fees" if lines else "",
            [
                f"{line['label']}: {line['quantity']} × {line['unit_price']} = {line['amount']} đ"
                for line in lines
            ],
            None if payment["voided_at"] is None else say("forms.money.void"),
        ),
    }


METHODS = ("cash", "transfer", "card", "online")
"""Ways of paying that have a name in the catalogue; another is printed as it is."""


def dong(number: int) -> str:
    """A number as money is written in Vietnam: 1.250.000."""
    return f"{number:,}".replace(",", ".")


def in_words(amount: int) -> str:
    """An amount in đồng in words, beginning with a capital letter; empty beyond what can be said."""
    if abs(amount) > LARGEST:
        return ""
    words = say("forms.money.words", words=number_words(abs(amount)))
    return words[0].upper() + words[1:]


FORMS: Mapping[str, Form] = {
    "receipt": Form(_no_receipt, _receipt),
    "supplement": Form(
        _needs(Status.SUPPLEMENT_ASKED, "not_asked"),
        _written("supplement", Status.SUPPLEMENT_ASKED, "supplements"),
    ),
    "refusal": Form(_needs(Status.REFUSED, "not_refused"), _written("refusal", Status.REFUSED, "reason")),
    "apology": Form(_no_apology, _apology),
    "stop": Form(_needs(Status.STOPPED, "not_stopped"), _written("stop", Status.STOPPED, "reason")),
    "control": Form(_no_receipt, _control, to_citizen=False),
    "money": Form(_no_money, _money),
    "timeline": Form(lambda case: None, _timeline, to_citizen=False),
}
"""Every form of a dossier, in the order in which they are offered."""
