"""What the templates of papers are given: a value for each form, whose fields are the keys that its template reads.

Administrators write templates of their own, so a key that stands here keeps its name and its meaning.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    # An error is logged, and a paper holds personal data.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Letterhead(_Value):
    """What stands above every paper: the centre's names, its place and the day."""

    office: str
    subtitle: str
    place_and_day: str
    head_of_office: str


class Paper(Letterhead):
    """A paper with its title."""

    title: str

    def values(self) -> dict[str, object]:
        """What the template reads, as JSON."""
        return self.model_dump(mode="json")


class SlipRow(_Value):
    """A line of a slip: what it is, and what is known of it."""

    label: str
    value: str | None


class Slip(_Value):
    """A form as lines for the thermal printer."""

    title: str
    rows: Sequence[SlipRow]
    items_title: str
    items: Sequence[str]
    note: str | None


class Outside(_Value):
    """Another system's code of a dossier."""

    system: str
    code: str | None


class PaperPerson(_Value):
    """An applicant, with no more than the forms ask for."""

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None


class Coded(Paper):
    """A paper with a code: whose it is, what was asked for, and the text of its QR code (`scan`)."""

    code: str
    external: Outside | None
    applicant: PaperPerson
    request: str | None
    handed_in_by: str
    scan: str
    qr_says: str


class DossierPaper(Coded):
    """What every form of a dossier says."""

    submitter: str | None
    received: str | None
    due: str | None
    collect_at: str


class PaperDocument(_Value):
    """A document that was handed in."""

    name: str
    form: str
    copies: int


class ReceiptPaper(DossierPaper):
    """Form 01."""

    documents: Sequence[PaperDocument]
    sets: str
    legal_time: str | None
    officer: str
    register_book: str | None
    register_no: str | None
    slip: Slip


class LetterPaper(DossierPaper):
    """A letter with reasons: supplement (02), refusal (03) and stop notice (05)."""

    reasons: Sequence[str]
    signer: str
    stopped: str | None
    slip: Slip


class ApologyPaper(DossierPaper):
    """Form 04."""

    promised: str | None
    new_due: str | None
    reasons: Sequence[str]
    slip: Slip


class PaperHandOver(_Value):
    """A row of the control slip."""

    giver_office: str
    receiver_office: str
    given: str | None
    taken: str | None
    giver: str
    receiver: str | None
    verdict: str | None
    note: str | None


class ControlPaper(DossierPaper):
    """The control slip: a row for each hand-over."""

    hand_overs: Sequence[PaperHandOver]


class PaperStep(_Value):
    """Something that happened to a dossier."""

    at: str | None
    what: str
    by: str
    note: str | None


class TimelinePaper(DossierPaper):
    """Every step of a dossier with who, when and why."""

    status: str
    steps: Sequence[PaperStep]
    printed: str | None
    printed_by: str


class PaperFee(_Value):
    """A line of a receipt for money; amounts as people write them."""

    label: str
    quantity: str
    unit: str
    unit_price: str
    amount: str
    exempt: str | None


class Money(_Value):
    """What every receipt for money says, beside what its dossier or its ticket says."""

    title_on_paper: str
    receipt_no: str
    void: str | None
    method: str
    lines: Sequence[PaperFee]
    amount: str
    in_words: str
    signer: str
    slip: Slip


class MoneyPaper(DossierPaper, Money):
    """A dossier's receipt for money."""


class TicketMoneyPaper(Coded, Money):
    """The receipt for a service without a dossier, with the number of its ticket."""

    ticket: str


class RegisterRow(_Value):
    """A dossier in the register."""

    no: str
    code: str
    procedure: str
    sets: str
    person: str
    office: str
    received: str
    due: str
    returned: str
    way: str
    note: str


class RegisterPaper(Paper):
    """A volume of the year's register."""

    year: int
    volume: int
    volumes: int
    span: str | None
    rows: Sequence[RegisterRow]
    closed: str | None


class Span(_Value):
    """A heading above several columns."""

    text: str
    span: int


class ReportTable(_Value):
    """A table of a report, its figures as people write them; the first `keys` columns name a row."""

    title: str
    headings: Sequence[str]
    groups: Sequence[Span]
    keys: int
    total: bool
    """Whether the last row sums the others up."""
    rows: Sequence[Sequence[str]]
    more: str | None


class ReportPaper(Paper):
    """A report on paper; pictures are SVG texts."""

    made: str
    identity: str | None
    drawn_up_by: str
    empty: str
    pictures: Sequence[str]
    tables: Sequence[ReportTable]
