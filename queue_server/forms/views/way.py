"""What two papers about a dossier say: the control slip, and everything that happened to it (diễn biến)."""

from queue_server.dossiers.rows import hand_overs as rows
from queue_server.dossiers.rules.hand_over import HandOver
from queue_server.dossiers.rules.record import DiaryLine
from queue_server.dossiers.views import control_slips
from queue_server.dossiers.views.dossier import status_name
from queue_server.forms.views import values as say_on
from queue_server.forms.views.case import Case
from queue_server.forms.views.papers import ControlPaper, PaperHandOver, PaperStep, TimelinePaper
from shared.text.messages import say


def control(case: Case) -> ControlPaper:
    """The control slip: a row for each hand-over."""
    dossier = case.dossier
    found = rows.of_dossier(case.context.connection, dossier.id)
    return ControlPaper(
        **dict(case.common("control", dossier.received_at, to_citizen=False)),
        hand_overs=[_hand_over(case, line) for line in found],
    )


def _hand_over(case: Case, line: HandOver) -> PaperHandOver:
    shown = control_slips.shown(case.context, line)
    return PaperHandOver(
        giver_office=shown.from_name,
        receiver_office=shown.to_name,
        given=say_on.moment(case.context, line.given_at),
        taken=say_on.moment(case.context, line.received_at),
        giver=line.giver,
        receiver=line.receiver,
        verdict=shown.timeliness_name,
        note=line.note,
    )


def timeline(case: Case) -> TimelinePaper:
    """Every step with who, when and why."""
    context = case.context
    return TimelinePaper(
        **dict(case.common("timeline", context.ms, to_citizen=False)),
        status=status_name(case.dossier.status),
        steps=[
            PaperStep(
                at=say_on.moment(context, line.at),
                what=_what(line),
                by=line.by,
                note=line.note,
            )
            for line in case.history
        ],
        printed=say_on.moment(context, context.ms),
        printed_by=case.by,
    )


def _what(line: DiaryLine) -> str:
    """The step in words: its move, and what became of the dossier."""
    move, status = line.move, status_name(line.status)
    if move is None:
        return status
    return say("forms.timeline.step", move=say(f"dossier.move.{move}"), status=status)
