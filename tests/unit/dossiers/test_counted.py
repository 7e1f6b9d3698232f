"""How a counted dossier kept its time: by the promised date, the citizen's own time left out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from queue_server.dossiers.rules.counted import Counted
from queue_server.dossiers.rules.dossier import Status
from shared.wire.vocabulary import Verdict

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
PROMISED = round(datetime(2026, 6, 15, 10, tzinfo=UTC).timestamp() * 1000)
COUNTED = Counted(
    code="H49-1",
    field="ho-tich",
    procedure="khai-sinh",
    procedure_code=None,
    procedure_name="Khai sinh",
    status=Status.RETURNED,
    channel=1,
    received_at=PROMISED - 3 * DAY,
    due_at=PROMISED,
    first_due_at=PROMISED,
    finished_at=PROMISED,
    returned_at=PROMISED,
    supplement_requests=0,
    paused_minutes=0,
    external_system=None,
    external_code=None,
)


@pytest.mark.parametrize(
    ("dossier", "verdict"),
    [
        (COUNTED, Verdict.ON_TIME),
        (replace(COUNTED, finished_at=PROMISED - DAY), Verdict.EARLY),
        (replace(COUNTED, finished_at=PROMISED + 5 * MINUTE), Verdict.LATE),
        (replace(COUNTED, finished_at=PROMISED + 5 * MINUTE, paused_minutes=5), Verdict.ON_TIME),
        (replace(COUNTED, supplement_requests=2), Verdict.LATE),
        (replace(COUNTED, first_due_at=None), None),
        (replace(COUNTED, finished_at=None), None),
    ],
)
def test_the_verdict_of_a_counted_dossier(dossier: Counted, verdict: Verdict | None) -> None:
    assert dossier.verdict(UTC, dossier.finished_at) is verdict


def test_a_dossier_that_ended_unfinished_is_closed_by_that_step() -> None:
    assert COUNTED.closed_at == PROMISED
    assert replace(COUNTED, finished_at=None).closed_at is None
    assert replace(COUNTED, finished_at=None, ended_at=PROMISED + DAY).closed_at == PROMISED + DAY
