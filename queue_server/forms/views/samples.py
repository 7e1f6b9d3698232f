"""Invented dossiers to try templates on: an ordinary one, one of which little is known, one with more than fits a page.

They are the same values as those of real dossiers; no person in them exists.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.configuration.values import Configuration
from queue_server.forms.views import values as say_on
from queue_server.forms.views.papers import (
    ApologyPaper,
    ControlPaper,
    DossierPaper,
    LetterPaper,
    MoneyPaper,
    Outside,
    Paper,
    PaperDocument,
    PaperFee,
    PaperHandOver,
    PaperPerson,
    PaperStep,
    ReceiptPaper,
    RegisterPaper,
    RegisterRow,
    ReportPaper,
    ReportTable,
    Span,
    TimelinePaper,
)
from queue_server.forms.views.receipts import fee_in_words
from queue_server.forms.views.tasks import Amount
from shared.text.messages import say
from shared.text.money import dong, dong_in_words, dong_with_unit

AMOUNTS: tuple[Amount, ...] = ("ordinary", "empty", "overfull")

_LONG_NAME = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư, Xây dựng và Thương mại Dịch vụ Hạ Long – Quảng Ninh"
)
_LONG_REQUEST = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp chuyển đổi, "
    "chuyển nhượng, cho thuê, cho thuê lại, thừa kế, tặng cho, góp vốn bằng quyền sử dụng đất"
)
_LONG_ADDRESS = "Số 1234, tổ 56, khu phố Nguyễn Thị Minh Khai kéo dài, ngõ 789 ngách 12/34, phường Hạ Long, tỉnh Quảng Ninh"
_MOMENT = "09 giờ 05 phút, ngày 15 tháng 6 năm 2026"
_DUE = "16 giờ 30 phút, ngày 22 tháng 6 năm 2026"
_LATER = "16 giờ 30 phút, ngày 26 tháng 6 năm 2026"


def sample(centre: Configuration, form: str, amount: Amount) -> Paper:
    """What this form says of an invented dossier; for `slip`, what the receipt says."""
    form = "receipt" if form == "slip" else form
    at = datetime(2026, 6, 15, 9, 5, tzinfo=ZoneInfo(centre.centre.timezone))
    if form in ("register", "report"):
        return (_register if form == "register" else _report)(centre, at, amount)
    return _OF_FORM[form](_dossier(centre, form, at, amount), amount)


def _dossier(centre: Configuration, form: str, at: datetime, amount: Amount) -> DossierPaper:
    empty, full = amount == "empty", amount == "overfull"
    code = centre.centre.dossier_code.replace("{YYMMDD}", "260615").replace("{NNNN}", "0001")
    name = None if empty else _LONG_NAME if full else "Nguyễn Thị Ngọc Ánh"
    submitter = "Trần Đình Hoàng Nguyễn Phước Thịnh (người được ủy quyền, giấy ủy quyền số 12/2026)"
    outside = Outside(system="Cổng Dịch vụ công quốc gia", code="000.00.20.H49-260615-00077")
    to_citizen = form not in ("control", "timeline")
    state = f"https://mau.example/api/v1/public/dossiers/{code}?secret=AbCdEfGhIjKlMnOpQrStUvWx"
    address = "Số 12, ngõ 3, đường Lê Thánh Tông, phường Hạ Long"
    request = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân"
    email = "phong.hanh-chinh-nhan-su.cong-ty-dau-tu-xay-dung-ha-long@mot-ten-mien-rat-dai.example.vn"
    return DossierPaper(
        **dict(say_on.of_office(centre, at)),
        title=say(f"forms.{form}.title"),
        code=code,
        external=outside if full else None,
        applicant=PaperPerson(
            name=name,
            address=None if empty else _LONG_ADDRESS if full else address,
            phone=None if empty else "0912 345 678",
            email=None if empty else email if full else "ngocanh@example.vn",
        ),
        submitter=submitter if full else None,
        request=None if empty else _LONG_REQUEST if full else request,
        received=_MOMENT,
        due=None if empty else _DUE,
        collect_at=f"{centre.centre.name}, {centre.centre.subtitle}",
        handed_in_by="Trần Đình Hoàng Nguyễn Phước Thịnh" if full else name or "",
        scan=state if to_citizen else code,
        qr_says=say("forms.qr.state" if to_citizen else "forms.qr.code"),
    )


def _receipt(made: DossierPaper, amount: Amount) -> ReceiptPaper:
    forms = [say(f"forms.document.{form}") for form in ("original", "certified", "copy")]
    long = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất, thửa số"
    documents = {
        "ordinary": [
            PaperDocument(name="Tờ khai theo mẫu", form=forms[0], copies=1),
            PaperDocument(name="Giấy tờ chứng minh nơi cư trú", form=forms[1], copies=2),
        ],
        "empty": [],
        "overfull": [
            PaperDocument(name=f"{long} {n}", form=forms[n % 3], copies=n % 4 + 1) for n in range(1, 41)
        ],
    }[amount]
    legal = {"ordinary": say("forms.limit.working_day", amount=3), "empty": None}.get(
        amount, say("forms.limit.not_published")
    )
    officer = "Phạm Nguyễn Quỳnh Hương Giang" if amount == "overfull" else "canbo1"
    return ReceiptPaper(
        **dict(made),
        documents=documents,
        sets=say("forms.document.sets", sets=1),
        legal_time=legal,
        officer=officer,
        register_book=None if amount == "empty" else say("forms.register.book", volume=1, year=2026),
        register_no=None if amount == "empty" else "7",
        slip=say_on.slip(
            say("forms.receipt.slip"),
            [
                ("applicant", made.applicant.name),
                ("request", made.request),
                ("received", made.received),
                ("due", made.due),
                ("legal_time", legal),
                ("collect_at", made.collect_at),
                ("officer", officer),
            ],
            "documents" if documents else "",
            [f"{paper.name} ({paper.form}, {paper.copies})" for paper in documents],
        ),
    )


def _reasons(amount: Amount) -> list[str]:
    one = "Bổ sung bản sao chứng thực giấy tờ chứng minh nơi cư trú"
    many = [
        f"{one} của từng thành viên trong gia đình; bản nộp ngày 15/6/2026 thiếu trang {n} và chưa có chữ ký"
        for n in range(1, 26)
    ]
    return {"ordinary": [one, "Ghi lại mục số 5 của tờ khai"], "empty": []}.get(amount, many)


def _written(form: str, items: str) -> Callable[[DossierPaper, Amount], DossierPaper]:
    def values(made: DossierPaper, amount: Amount) -> LetterPaper:
        reasons = _reasons(amount)
        return LetterPaper(
            **dict(made),
            reasons=reasons,
            signer="canbo1",
            stopped=_MOMENT,
            slip=say_on.slip(
                say(f"forms.{form}.slip"),
                [
                    ("applicant", made.applicant.name),
                    ("request", made.request),
                    ("at", _MOMENT),
                    ("officer", "canbo1"),
                    *([] if reasons else [(items, None)]),
                ],
                items if reasons else "",
                reasons,
                say(f"forms.{form}.note"),
            ),
        )

    return values


def _apology(made: DossierPaper, amount: Amount) -> ApologyPaper:
    reasons = (
        ["Chưa có ý kiến trả lời của cơ quan phối hợp"] if amount == "ordinary" else _reasons(amount)[:8]
    )
    new_due = None if amount == "empty" else _LATER
    return ApologyPaper(
        **dict(made),
        promised=_DUE,
        new_due=new_due,
        reasons=reasons,
        slip=say_on.slip(
            say("forms.apology.slip"),
            [
                ("applicant", made.applicant.name),
                ("request", made.request),
                ("promised", _DUE),
                ("new_due", new_due),
                ("collect_at", made.collect_at),
                *([] if reasons else [("reason", None)]),
            ],
            "reason" if reasons else "",
            reasons,
            say("forms.apology.note"),
        ),
    )


def _control(made: DossierPaper, amount: Amount) -> ControlPaper:
    verdicts = [say(f"dossier.verdict.{name}") for name in ("early", "on_time", "late")]
    count = {"ordinary": 3, "empty": 0, "overfull": 24}[amount]
    full = amount == "overfull"
    department = "Phòng Kinh tế, Hạ tầng và Đô thị" if full else "Phòng Tư pháp"
    office = made.office
    return ControlPaper(
        **dict(made),
        hand_overs=[
            PaperHandOver(
                giver_office=department if n % 2 else office,
                receiver_office=office if n % 2 else department,
                given=_MOMENT,
                taken=_MOMENT if n + 1 < count else None,
                giver="Phạm Nguyễn Quỳnh Hương" if full else "canbo1",
                receiver="Lê Văn Tám" if n + 1 < count else None,
                verdict=verdicts[n % 3] if n + 1 < count else None,
                note="Chờ ý kiến của cơ quan phối hợp" if full else None,
            )
            for n in range(count)
        ],
    )


def _timeline(made: DossierPaper, amount: Amount) -> TimelinePaper:
    count = {"ordinary": 4, "empty": 1, "overfull": 60}[amount]
    note = "Gia đình xin chờ bản sao chứng thực từ cơ quan cấp bản chính; đã báo qua điện thoại"
    return TimelinePaper(
        **dict(made),
        status=say("dossier.status.4"),
        steps=[
            PaperStep(
                at=_MOMENT,
                what=say(
                    "forms.timeline.step", move=say("dossier.move.forward"), status=say("dossier.status.4")
                ),
                by="canbo1",
                note=note if amount == "overfull" or n == 2 else None,
            )
            for n in range(count)
        ],
        printed=_LATER,
        printed_by="giamsat",
    )


def _money(made: DossierPaper, amount: Amount) -> MoneyPaper:
    count = {"ordinary": 2, "empty": 0, "overfull": 30}[amount]
    lines = [
        PaperFee(
            label="Lệ phí cấp bản sao trích lục"
            if amount == "ordinary"
            else "Phí chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan có thẩm quyền cấp",
            quantity=dong(n),
            unit="bản",
            unit_price=dong(8000),
            amount=dong(8000 * n),
            exempt="người có công với cách mạng" if n == 2 else None,
        )
        for n in range(1, count + 1)
    ]
    total = 8000 * sum(range(1, count + 1))
    number = "12/2026"
    title = say("forms.money.slip")
    return MoneyPaper(
        **dict(made),
        title_on_paper=title.upper(),
        receipt_no=number,
        void=say("forms.money.void") if amount == "overfull" else None,
        method=say("money.method.cash"),
        lines=lines,
        amount=dong(total),
        in_words=dong_in_words(total),
        signer="canbo1",
        slip=say_on.slip(
            title,
            [
                ("receipt_no", number),
                ("payer", made.handed_in_by),
                ("request", made.request),
                ("amount", dong_with_unit(total)),
                ("in_words", dong_in_words(total)),
                ("method", say("money.method.cash")),
                ("at", _MOMENT),
                ("cashier", "canbo1"),
            ],
            "fees" if lines else "",
            [fee_in_words(line) for line in lines],
            say("forms.money.void") if amount == "overfull" else None,
        ),
    )


def _register(centre: Configuration, at: datetime, amount: Amount) -> RegisterPaper:
    count = {"ordinary": 12, "empty": 0, "overfull": 120}[amount]
    full = amount == "overfull"
    code = centre.centre.dossier_code.replace("{YYMMDD}", "260615")
    name = _LONG_NAME if full else "Nguyễn Thị Ngọc Ánh"
    return RegisterPaper(
        **dict(say_on.of_office(centre, at)),
        title=say("forms.register.title"),
        year=2026,
        volume=1,
        volumes=1,
        span=say("forms.register.span", first=1, last=count) if count else None,
        rows=[
            RegisterRow(
                no=str(n),
                code=code.replace("{NNNN}", f"{n:04}"),
                procedure=_LONG_REQUEST if full else "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
                sets="01",
                person=f"{name}; {_LONG_ADDRESS}; 0912 345 678",
                office="Phòng Kinh tế, Hạ tầng và Đô thị",
                received="15/06/2026",
                due="22/06/2026",
                returned="19/06/2026" if n % 3 else "",
                way=say(f"forms.channel.{n % 3 + 1}"),
                note="",
            )
            for n in range(1, count + 1)
        ],
        closed=say("forms.register.closed", last=count, at=_LATER, by="giamsat") if full else None,
    )


def _report(centre: Configuration, at: datetime, amount: Amount) -> ReportPaper:
    count = {"ordinary": 6, "empty": 0, "overfull": 150}[amount]
    name = _LONG_REQUEST if amount == "overfull" else "Hộ tịch"
    headings = [
        say("returns.column.field"),
        *(say(f"report.dossier.{key}") for key in ("received", "returned")),
    ]
    rows = [[name, "1.234.567" if amount == "overfull" else str(n), "–"] for n in range(1, count + 1)]
    square = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><rect width="90" height="40"/></svg>'
    )
    return ReportPaper(
        **dict(say_on.of_office(centre, at)),
        title=say("returns.title.month", month="6/2026"),
        made=say("returns.paper.made", at="09:05 15/06/2026"),
        identity=None if amount == "empty" else say("returns.paper.identity"),
        drawn_up_by=say("returns.paper.drawn_up_by"),
        empty=say("returns.paper.empty"),
        pictures=[] if amount == "empty" else [square] * 2,
        tables=[
            ReportTable(
                title=say("returns.sheet.by_field"),
                headings=headings,
                groups=[Span(text="", span=2)] if amount == "overfull" else [],
                keys=1,
                total=amount == "ordinary",
                rows=rows,
                more=say("returns.paper.more", count=7) if amount == "overfull" else None,
            )
        ],
    )


_OF_FORM: Mapping[str, Callable[[DossierPaper, Amount], DossierPaper]] = {
    "receipt": _receipt,
    "supplement": _written("supplement", "supplements"),
    "refusal": _written("refusal", "reason"),
    "apology": _apology,
    "stop": _written("stop", "reason"),
    "control": _control,
    "money": _money,
    "timeline": _timeline,
}
