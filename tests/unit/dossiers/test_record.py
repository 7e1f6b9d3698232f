"""What is decided about one dossier alone: what may be done with it, and what it becomes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from queue_server.dossiers.rules import hand_over, record
from queue_server.dossiers.rules.attachment import Attachment
from queue_server.dossiers.rules.dossier import Progress, Status
from queue_server.dossiers.rules.hand_over import HandOver
from queue_server.dossiers.rules.people import DocumentLine, Person, differing, names_of
from queue_server.dossiers.rules.record import DiaryLine, Dossier
from queue_server.ledger.errors import RuleBroken

ANH = Person(
    name="Nguyễn Thị Ánh", id_type="cccd", id_number="012345678901", phone="0912345678", address="Phố Huế"
)
FORM = DocumentLine("Tờ khai", "original", 1)
NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)
MS = round(NOON.timestamp() * 1000)
DOSSIER = Dossier(
    id=3,
    centre="hoa-binh",
    code="H49-1",
    received_at=MS,
    created_by="Lan",
    receipt_secret="secret",
    status=Status.IN_PROGRESS,
    applicant=ANH,
    names="nguyen thi anh",
    documents=(FORM,),
    due_at=MS + 1_000,
    first_due_at=MS + 1_000,
    department="Tư pháp",
    assigned_to="Hoa",
    version=4,
)


def refusal(refused: pytest.ExceptionInfo[RuleBroken]) -> tuple[str, int, dict[str, object]]:
    return refused.value.code, refused.value.status, {**refused.value.values, **refused.value.extra}


def line(status: Status, note: str | None = None) -> DiaryLine:
    return DiaryLine(seq=1, at=MS, status=status, by="Lan", note=note)


def test_its_progress_and_itself_tell_the_same() -> None:
    progress = Progress(
        status=Status.PAYMENT_ASKED,
        first_due_at=NOON,
        due_at=NOON + timedelta(days=1),
        finished_at=NOON + timedelta(days=2),
        returned_at=NOON + timedelta(days=3),
        paused_since=NOON + timedelta(hours=1),
        paused=timedelta(minutes=7),
        supplement_requests=2,
    )
    assert DOSSIER.at(progress).progress() == progress


def test_part_of_a_minute_of_waiting_is_not_kept() -> None:
    assert DOSSIER.at(Progress(paused=timedelta(seconds=119))).paused_minutes == 1


def test_where_a_request_for_supplements_came_from_is_in_the_diary() -> None:
    asked = replace(DOSSIER, status=Status.SUPPLEMENT_ASKED)
    history = [line(Status.REGISTERED), line(Status.ACCEPTED), line(Status.SUPPLEMENT_ASKED)]
    assert asked.progress(history).came_from is Status.ACCEPTED
    assert asked.progress(history[2:]).came_from is None
    assert DOSSIER.progress(history).came_from is None


def test_a_version_that_somebody_changed_meanwhile_is_refused() -> None:
    DOSSIER.check_version(None)
    DOSSIER.check_version(4)
    with pytest.raises(RuleBroken) as refused:
        DOSSIER.check_version(3)
    assert refusal(refused) == ("changed_meanwhile", 409, {"dossier": "H49-1", "version": 4})


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.ACCEPTED, Status.RETURNED])
def test_only_a_dossier_on_its_way_is_handed_on(status: Status) -> None:
    DOSSIER.check_on_its_way()
    with pytest.raises(RuleBroken) as refused:
        replace(DOSSIER, status=status).check_on_its_way()
    assert refusal(refused) == (
        "dossier_illegal_move",
        409,
        {
            "move": "hand-over",
            "origin": int(status),
            "code": "illegal_move",
            "from": int(status),
            "to": int(status),
        },
    )


@pytest.mark.parametrize(
    "dossier", [replace(DOSSIER, status=Status.RETURNED), replace(DOSSIER, anonymised_at=MS)]
)
def test_a_returned_or_forgotten_dossier_is_not_corrected(dossier: Dossier) -> None:
    DOSSIER.check_correctable()
    with pytest.raises(RuleBroken) as refused:
        dossier.check_correctable()
    assert refusal(refused)[0] == "dossier_illegal_move"


@pytest.mark.parametrize(
    ("dossier", "now", "code"),
    [
        (replace(DOSSIER, status=Status.FINISHED, extended_from=MS), MS, "dossier_illegal_move"),
        (replace(DOSSIER, extended_from=MS, due_at=None), MS, "already_extended"),
        (replace(DOSSIER, due_at=None), MS, "no_due_date"),
        (DOSSIER, MS + 1_001, "due_passed"),
    ],
)
def test_a_date_is_put_off_once_and_before_it(dossier: Dossier, now: int, code: str) -> None:
    assert DOSSIER.check_extendable(MS + 1_000) == MS + 1_000
    with pytest.raises(RuleBroken) as refused:
        dossier.check_extendable(now)
    assert refusal(refused)[:2] == (code, 409)


def test_the_new_date_is_later_and_the_old_one_stays_beside_it() -> None:
    assert DOSSIER.extended(MS + 1_001) == replace(DOSSIER, due_at=MS + 1_001, extended_from=MS + 1_000)
    with pytest.raises(RuleBroken) as refused:
        DOSSIER.extended(MS + 1_000)
    assert refusal(refused) == ("due_not_later", 422, {})


def test_at_another_place_it_is_nobodys_until_somebody_signs() -> None:
    assert DOSSIER.given_to("Địa chính") == replace(DOSSIER, department="Địa chính", assigned_to=None)
    assert DOSSIER.signed_for("Mai") == replace(DOSSIER, assigned_to="Mai")
    assert DOSSIER.given_to(None).signed_for("Mai").assigned_to is None


def test_an_apology_is_owed_once_and_only_for_work_that_is_open() -> None:
    assert DOSSIER.owes_apology()
    assert not replace(DOSSIER, apology_at=MS).owes_apology()
    assert not replace(DOSSIER, status=Status.PAYMENT_ASKED).owes_apology()


def test_a_correction_names_what_it_changed_and_leaves_the_rest() -> None:
    other = replace(ANH, phone="0987654321", address=None)
    after = DOSSIER.corrected({"applicant": other, "submitter": Person("Trần Văn Hùng")}, (), 2)
    assert after == replace(
        DOSSIER,
        applicant=other,
        submitter=Person("Trần Văn Hùng"),
        names="nguyen thi anh | tran van hung",
        documents=(),
        sets=2,
    )
    assert after.differs(DOSSIER) == [
        "applicant.address",
        "applicant.phone",
        "submitter.name",
        "documents",
        "sets",
    ]
    with pytest.raises(RuleBroken) as refused:
        DOSSIER.corrected({}, None, None).differs(DOSSIER)
    assert refusal(refused) == ("nothing_to_correct", 422, {})


def test_only_the_whole_secret_of_the_receipt_proves_its_holder() -> None:
    assert [DOSSIER.is_proven_by(text) for text in ("secret", "secre", "", None)] == [
        True,
        False,
        False,
        False,
    ]


def test_of_a_person_a_list_shows_the_name_and_the_end_of_the_numbers() -> None:
    veiled = ANH.veiled()
    assert (veiled.name, veiled.id_type, veiled.address) == ("Nguyễn Thị Ánh", "cccd", None)
    assert ANH.numbers() == ["012345678901", "0912345678"]
    assert veiled.id_number != ANH.id_number
    assert veiled.phone != ANH.phone
    assert Person("Ánh").veiled().told() == {"name": "Ánh"}
    assert Person("Ánh", phone="").told() == {"name": "Ánh", "phone": ""}


def test_people_are_named_without_accents_and_compared_field_by_field() -> None:
    assert names_of([ANH, None, Person("Đỗ Mười")]) == "nguyen thi anh | do muoi"
    assert differing("receiver", None, Person("Hùng", relation="chồng")) == [
        "receiver.name",
        "receiver.relation",
    ]
    assert differing("receiver", ANH, ANH) == []


def test_the_statuses_in_turn_leave_out_steps_that_changed_none() -> None:
    history = [
        line(status) for status in (Status.ACCEPTED, Status.ACCEPTED, Status.IN_PROGRESS, Status.ACCEPTED)
    ]
    assert record.statuses_in_turn(history) == [Status.ACCEPTED, Status.IN_PROGRESS, Status.ACCEPTED]


def test_each_request_for_supplements_counts_once() -> None:
    first, again = line(Status.SUPPLEMENT_ASKED, "bản sao"), line(Status.SUPPLEMENT_ASKED, "ảnh")
    history = [line(Status.REGISTERED), first, line(Status.SUPPLEMENT_ASKED), line(Status.IN_PROGRESS), again]
    assert record.requests(history) == [first, again]


def test_the_last_hand_over_waits_until_it_is_signed_for() -> None:
    given = HandOver("Tư pháp", None, MS, "Lan", MS + 1)
    signed = replace(given, receiver="Mai", received_at=MS + 1)
    assert hand_over.waiting([signed, given]) == given
    assert hand_over.waiting([given, signed]) is None
    assert hand_over.waiting([]) is None
    hand_over.check_received([signed])
    with pytest.raises(RuleBroken) as refused:
        hand_over.check_received([signed, given])
    assert refusal(refused) == ("not_received", 409, {})


def test_the_last_department_is_the_one_that_gave_it_on() -> None:
    way = [HandOver(place, "x", MS, "Lan", None) for place in ("Tư pháp", "Địa chính", None)]
    assert hand_over.last_department(way) == "Địa chính"
    assert hand_over.last_department(way[2:]) is None


def test_a_scan_is_taken_away_once() -> None:
    scan = Attachment("hoa-binh", 3, "a.pdf", "application/pdf", 9, "ab", "file", MS, "Lan")
    gone = scan.removed(MS + 1, "Mai")
    assert gone == replace(scan, removed_at=MS + 1, removed_by="Mai")
    assert (scan.is_removed, gone.is_removed) == (False, True)
    with pytest.raises(RuleBroken) as refused:
        gone.removed(MS + 2, "Mai")
    assert refusal(refused) == ("already_removed", 409, {})
