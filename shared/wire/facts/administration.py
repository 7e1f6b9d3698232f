"""Facts of the type `administration`: who changed what about people, tokens, papers and data. Each `what` has its class."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shared.wire.facts.base import UNSAID, Audience, Fact, ForStaff, Unsaid
from shared.wire.vocabulary import FactType


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Fact):
    """Something that only supervisors and administrators get to know; `what` names it."""

    type = FactType.ADMINISTRATION
    heard_by: ClassVar[Audience] = "staff"
    what: ClassVar[str]

    def data(self) -> dict[str, object]:
        """The fact as JSON has it, with its `what`."""
        return {"what": self.what, **Fact.data(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartAsked(Administration):
    """A supervisor asked a screen to restart."""

    what = "restart_asked"

    name: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingApproved(Administration):
    """A screen got its name; with a counter it is a rating tablet."""

    what = "pairing_approved"

    name: ForStaff[str]
    counter: ForStaff[int | None]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Administration):
    """Somebody may sign in."""

    what = "person_added"

    name: ForStaff[str]
    role: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRemoved(Administration):
    """Somebody may not sign in any more."""

    what = "person_removed"

    name: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Administration):
    """Somebody has another password."""

    what = "password_changed"

    name: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAdded(Administration):
    """A device or an integration may connect."""

    what = "token_added"

    name: ForStaff[str]
    role: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Administration):
    """A token ended."""

    what = "token_revoked"

    name: ForStaff[str]
    role: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Administration):
    """Somebody began a session."""

    what = "signed_in"

    name: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Administration):
    """Somebody ended their session."""

    what = "signed_out"

    name: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClosed(Administration):
    """The register of a year is closed; `last` is its last number."""

    what = "register_closed"

    year: ForStaff[int]
    last: ForStaff[int]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReplaced(Administration):
    """Another catalogue is in force."""

    what = "catalogue_replaced"

    version: ForStaff[str]
    procedures: ForStaff[int]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersImported(Administration):
    """Dossiers of an older system were taken over."""

    what = "dossiers_imported"

    count: ForStaff[int]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChanged(Administration):
    """A form has the centre's own template."""

    what = "form_changed"

    pack: ForStaff[str]
    form: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTakenBack(Administration):
    """A form has the shipped template again."""

    what = "form_taken_back"

    pack: ForStaff[str]
    form: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade(Administration):
    """The nightly copy was made; `dropped` is how many older copies were deleted."""

    what = "backup_made"

    file: ForStaff[str]
    bytes: ForStaff[int]
    dropped: ForStaff[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNotMade(Administration):
    """The nightly copy could not be made."""

    what = "backup_failed"

    reason: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersPassedOver(Administration):
    """Numbers that a lost database may have given are not given again."""

    what = "numbers_passed_over"

    step: ForStaff[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped(Administration):
    """The machine's clock was put forward or back."""

    what = "clock_jumped"

    seconds: ForStaff[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRaised(Administration):
    """Something contradicts something else, and what cannot be undone waits until somebody has cleared it up."""

    what = "doubt_raised"

    kind: ForStaff[str]
    subject: ForStaff[str]
    detail: ForStaff[Mapping[str, int | str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtSettled(Administration):
    """A doubt is cleared up, by somebody or by itself (`by` is then `system`)."""

    what = "doubt_settled"

    kind: ForStaff[str]
    subject: ForStaff[str]
    by: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataResealed(Administration):
    """Personal data was sealed with another key."""

    what = "personal_data_resealed"

    rows: ForStaff[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataPurged(Administration):
    """Personal data was deleted after its time; the fields say how much of each kind."""

    what = "personal_data_purged"

    phones: ForStaff[int | Unsaid] = UNSAID
    marks: ForStaff[int | Unsaid] = UNSAID
    appointments: ForStaff[int | Unsaid] = UNSAID
    dossiers: ForStaff[int | Unsaid] = UNSAID
    complaints: ForStaff[int | Unsaid] = UNSAID
    reasons: ForStaff[int | Unsaid] = UNSAID
    receipts: ForStaff[int | Unsaid] = UNSAID
    looks: ForStaff[int | Unsaid] = UNSAID


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReceived(Administration):
    """A complaint was received; who complains, and about what, stays out of the diary."""

    what = "complaint_received"

    code: ForStaff[str]
    ticket: ForStaff[int | None]
    dossier: ForStaff[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAnswered(Administration):
    """A complaint has its answer."""

    what = "complaint_answered"

    code: ForStaff[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Administration):
    """A citizen rated a visit or a dossier. What they wrote beside it stays out of the diary, since it may name people."""

    what = "rated"

    ticket: ForStaff[int | None]
    dossier: ForStaff[str | None]
    counter: ForStaff[int | None]
    officer: ForStaff[str | None]
    score: ForStaff[int]
    indicators: ForStaff[Mapping[str, int] | Unsaid | None] = UNSAID

    @property
    def about_ticket(self) -> int | None:
        """The ticket of the visit that was rated."""
        return self.ticket


FACTS: tuple[type[Administration], ...] = (
    RestartAsked,
    PairingApproved,
    PersonAdded,
    PersonRemoved,
    PasswordChanged,
    TokenAdded,
    TokenRevoked,
    SignedIn,
    SignedOut,
    RegisterClosed,
    CatalogueReplaced,
    DossiersImported,
    FormChanged,
    FormTakenBack,
    BackupMade,
    BackupNotMade,
    NumbersPassedOver,
    ClockJumped,
    DoubtRaised,
    DoubtSettled,
    PersonalDataResealed,
    PersonalDataPurged,
    ComplaintReceived,
    ComplaintAnswered,
    Rated,
)
