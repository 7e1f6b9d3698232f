"""A report of a day on which nothing happened."""

from shared.wire.appointments import AppointmentFigures
from shared.wire.reports import ChecklistFigures, DossierFigures, Figures, Report, Times, ToldFigures

NO_TIMES = Times(count=0, mean=None, p50=None, p90=None)
NO_FIGURES = Figures(
    issued=0,
    waiting=0,
    called=0,
    serving=0,
    held=0,
    done=0,
    no_show=0,
    cancelled=0,
    expired=0,
    served=0,
    waiting_time=NO_TIMES,
    walking_time=NO_TIMES,
    service_time=NO_TIMES,
)
NOTHING = Report(
    centre="Trung tâm Phục vụ hành chính công",
    first="2026-06-10",
    last="2026-06-10",
    timezone="Asia/Ho_Chi_Minh",
    generated_at="2026-06-10T17:05:00+07:00",
    total=NO_FIGURES,
    by_queue=[],
    by_counter=[],
    by_hour=[],
    by_officer=[],
    dossiers=DossierFigures(
        received=0, returned=0, returned_early=0, returned_on_time=0, returned_late=0, overdue=0
    ),
    checklists=ChecklistFigures(count=0, by_procedure=[]),
    told=ToldFigures(count=0, within=0, within_percent=None, by_queue=[]),
    appointments=AppointmentFigures(booked=0, kept=0, late=0, missed=0, cancelled=0, open=0, by_queue=[]),
)
