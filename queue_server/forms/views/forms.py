"""The forms of a dossier: which of them it may have now, and what each of them says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from queue_server.dossiers.deeds import steps
from queue_server.dossiers.rows import dossiers as dossier_rows
from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import Dossier
from queue_server.forms.rows import PACKS
from queue_server.forms.rows import pack_of as pack_of_form
from queue_server.forms.views import letters, way
from queue_server.forms.views import receipts as money
from queue_server.forms.views.case import Case
from queue_server.forms.views.papers import DossierPaper
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from shared.text.messages import say
from shared.wire.forms import DossierForm, DossierForms


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the part of the catalogue's key that says why it is not there yet (None: it is), and what it says."""

    why_not: Callable[[Case], str | None]
    paper: Callable[[Case], DossierPaper]
    to_citizen: bool = True


def pack_of(context: Context, dossier: Dossier) -> str:
    """The set of forms in force at the dossier's intake; for one from before they were kept, the present one."""
    return dossier.pinned.forms or context.centre.centre.forms


def available(context: Context, code: str) -> DossierForms:
    """Each form, whether this dossier may have it now, else why not. Raises `not_found`."""
    case = _case(context, steps.load(context, code), "")
    address = f"/api/v1/dossiers/{quote(case.dossier.code, safe='')}/forms"
    items = []
    for name, form in FORMS.items():
        why_not = _why_not(case, name)
        ready = why_not is None
        items.append(
            DossierForm(
                form=name,
                name=say(f"forms.{name}.title"),
                ready=ready,
                why_not=None if why_not is None else say(f"forms.why_not.{why_not}", pack=case.pack),
                pdf=f"{address}/{name}.pdf" if ready else None,
                png=f"{address}/{name}.png" if ready else None,
                slip=f"{address}/{name}.slip.png" if ready and form.to_citizen else None,
            )
        )
    return DossierForms(pack=case.pack, items=items)


def paper(
    context: Context, code: str, name: str, by: str, receipt: str | None = None
) -> tuple[int, str, DossierPaper]:
    """The dossier's id, its pack, and what the form says.

    RuleBroken `not_found` for an unknown dossier or form, `no_receipt` or `form_not_ready` with the reason.
    """
    if name not in FORMS:
        raise RuleBroken("not_found", 404)
    case = _case(context, steps.load(context, code), by, receipt)
    why_not = _why_not(case, name)
    if why_not is not None and name == "receipt":
        raise RuleBroken("no_receipt", 409, dossier=case.dossier.code)
    if why_not is not None:
        raise RuleBroken(
            "form_not_ready",
            409,
            form=say(f"forms.{name}.title"),
            why=say(f"forms.why_not.{why_not}", pack=case.pack),
        )
    return case.dossier.id, case.pack, FORMS[name].paper(case)


def slip(
    context: Context, code: str, name: str, by: str, receipt: str | None = None
) -> tuple[int, str, DossierPaper]:
    """As `paper`, of a form that citizens get; `not_found` for another."""
    if name not in FORMS or not FORMS[name].to_citizen:
        raise RuleBroken("not_found", 404)
    return paper(context, code, name, by, receipt)


def file_name(form: str, code: str, kind: str) -> str:
    """The name under which a form is saved."""
    return f"{say(f'forms.{form}.file')}-{code}.{kind}"


def _case(context: Context, dossier: Dossier, by: str, receipt: str | None = None) -> Case:
    history = dossier_rows.history(context.connection, dossier.id)
    return Case(context, dossier, history, pack_of(context, dossier), by, receipt)


def _why_not(case: Case, name: str) -> str | None:
    if name not in PACKS[pack_of_form(case.pack, name)]:
        return "not_in_pack"
    return FORMS[name].why_not(case)


FORMS: Mapping[str, Form] = {
    "receipt": Form(letters.no_receipt, letters.receipt),
    "supplement": Form(
        letters.needs(Status.SUPPLEMENT_ASKED, "not_asked"),
        letters.written("supplement", Status.SUPPLEMENT_ASKED, "supplements"),
    ),
    "refusal": Form(
        letters.needs(Status.REFUSED, "not_refused"), letters.written("refusal", Status.REFUSED, "reason")
    ),
    "apology": Form(letters.no_apology, letters.apology),
    "stop": Form(
        letters.needs(Status.STOPPED, "not_stopped"), letters.written("stop", Status.STOPPED, "reason")
    ),
    "control": Form(letters.no_receipt, way.control, to_citizen=False),
    "money": Form(money.no_money, money.money),
    "timeline": Form(lambda case: None, way.timeline, to_citizen=False),
}
"""Every form of a dossier, in the order in which they are offered."""
