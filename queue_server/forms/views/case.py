"""A dossier as its forms see it: its value, its diary, the pack of its intake, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.dossiers.rules.dossier import Status
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.forms.views import values as say_on
from queue_server.forms.views.papers import DossierPaper
from queue_server.ledger.context import Context


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as its forms see it, with its diary and who asks."""

    context: Context
    dossier: Dossier
    history: Sequence[DiaryLine]
    pack: str
    by: str
    receipt: str | None = None
    """The number of the money receipt that is asked for; None for the latest."""

    def last(self, status: Status) -> DiaryLine | None:
        """The diary's latest line with this status."""
        return next((line for line in reversed(self.history) if line.status is status), None)

    def common(self, form: str, at: int, *, to_citizen: bool = True) -> DossierPaper:
        """What all forms say, with the day of this one."""
        day = say_on.local(self.context, at)
        return say_on.of_dossier(self.context, self.dossier, form, day, to_citizen=to_citizen)
